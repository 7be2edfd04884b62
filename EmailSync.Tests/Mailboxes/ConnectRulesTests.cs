using EmailSync.Core.Mailboxes;

namespace EmailSync.Tests.Mailboxes;

[TestClass]
public sealed class ConnectRulesTests
{
    [TestMethod]
    [DataRow(ConnectMode.Connect, null, null)]
    [DataRow(ConnectMode.Connect, "same", null)]
    [DataRow(ConnectMode.Connect, "other", "already_connected")]
    [DataRow(ConnectMode.Reauthorize, null, "not_connected")]
    [DataRow(ConnectMode.Reauthorize, "same", null)]
    [DataRow(ConnectMode.Reauthorize, "other", "wrong_account")]
    [DataRow(ConnectMode.Update, null, null)]
    [DataRow(ConnectMode.Update, "same", null)]
    [DataRow(ConnectMode.Update, "other", null)]
    public void R5_R7_Only_an_update_changes_the_account(ConnectMode mode, string? connected, string? refusal) =>
        Assert.AreEqual(refusal, ConnectRules.Refuse(mode, connected is null ? null : new MailboxId(connected), new MailboxId("same")));
}
