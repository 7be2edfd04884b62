using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Ingest;
using EmailSync.Benchmarks.Load;

namespace EmailSync.Tests.Benchmarks;

[TestClass]
public sealed class DifferencesTests
{
    private static readonly LoadContact contact = new("contact1", "contact1@people.example");
    private static readonly LoadMailbox mailbox = new("user1", "user1@load.example", "gmail", [contact]);

    [TestMethod]
    public void A_conversation_with_each_mail_once_is_right()
    {
        Assert.IsEmpty(Differences.InConversation(contact, ["<1@x>", "<2@x>"], [new("m2", "<2@x>"), new("m1", "<1@x>")]));
    }

    [TestMethod]
    [DataRow(new[] { "<1@x>" }, DisplayName = "missing")]
    [DataRow(new[] { "<1@x>", "<2@x>", "<2@x>" }, DisplayName = "twice")]
    [DataRow(new[] { "<1@x>", "<2@x>", "<3@x>" }, DisplayName = "somebody else's")]
    [DataRow(new[] { "<1@x>", "<2@x>", null }, DisplayName = "without an id")]
    public void A_mail_that_is_missing_or_too_many_is_one_difference(string?[] shown)
    {
        var differences = Differences.InConversation(contact, ["<1@x>", "<2@x>"], [.. shown.Select(id => new CrmMessage("m", id))]);

        Assert.HasCount(1, differences.ToList());
    }

    [TestMethod]
    [DataRow(true, new[] { "synced" }, 0)]
    [DataRow(false, new[] { "skipped" }, 0)]
    [DataRow(true, new[] { "skipped" }, 1)]
    [DataRow(false, new[] { "synced" }, 1)]
    [DataRow(true, new[] { "synced", "deferred" }, 1)]
    [DataRow(true, new string[0], 1)]
    public void Every_mail_has_one_decision_the_right_one(bool isContacts, string[] taken, int differences)
    {
        var mail = new DeliveredMail(new LoadMail(1, mailbox, isContacts ? contact : null, null, 2_000), default);

        var found = Differences.InLog([mail], [.. taken.Select(outcome => new CrmDecision(default, "<mail-1@people.example>", outcome, "", null))]);

        Assert.HasCount(differences, found.ToList());
    }
}
