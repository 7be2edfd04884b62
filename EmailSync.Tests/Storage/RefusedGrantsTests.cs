using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class RefusedGrantsTests
{
    private const string Key1 = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    private const string Key2 = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
    private static readonly MailboxId mailbox = new("m1");
    private readonly InMemoryTables tables = new();

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_refused_grant_is_kept_encrypted_until_it_is_removed()
    {
        var grants = new RefusedGrants(tables, Protector("1", $"\"1\":\"{Key1}\""));
        Assert.IsNull(await grants.FindAsync(mailbox, Stop));

        await grants.SaveAsync(mailbox, "first-token", Stop);
        await grants.SaveAsync(mailbox, "second-token", Stop);

        Assert.AreEqual("second-token", (await grants.FindAsync(mailbox, Stop))!.RefreshToken);
        await foreach (var row in tables[TableNames.Tokens].QueryAsync(mailbox.Value, null, null, Stop))
            Assert.DoesNotContain("token", string.Join(' ', row.Values.Values));
        await grants.RemoveAsync(mailbox, Stop);
        await grants.RemoveAsync(mailbox, Stop);
        Assert.IsNull(await grants.FindAsync(mailbox, Stop));
    }

    [TestMethod]
    public async Task One_that_comes_while_another_is_given_back_is_not_taken_for_it()
    {
        var grants = new RefusedGrants(tables, Protector("1", $"\"1\":\"{Key1}\""));
        await grants.SaveAsync(mailbox, "first-token", Stop);
        var first = (await grants.FindAsync(mailbox, Stop))!;
        await grants.SaveAsync(mailbox, "second-token", Stop);

        Assert.IsFalse(await grants.RemoveAsync(mailbox, first, Stop));

        var second = (await grants.FindAsync(mailbox, Stop))!;
        Assert.AreEqual("second-token", second.RefreshToken);
        Assert.IsTrue(await grants.RemoveAsync(mailbox, second, Stop));
        Assert.IsNull(await grants.FindAsync(mailbox, Stop));
    }

    [TestMethod]
    public async Task After_a_rotation_a_refused_grant_opens_without_the_old_key()
    {
        var both = Protector("2", $"\"1\":\"{Key1}\",\"2\":\"{Key2}\"");
        await new RefusedGrants(tables, Protector("1", $"\"1\":\"{Key1}\"")).SaveAsync(mailbox, "kept", Stop);
        var rotation = new KeyRotation(tables, both, new FakeTimeProvider());

        await rotation.BeginAsync(Stop);
        while (await rotation.StepAsync(Stop))
        {
        }

        Assert.AreEqual("kept", (await new RefusedGrants(tables, Protector("2", $"\"2\":\"{Key2}\"")).FindAsync(mailbox, Stop))!.RefreshToken);
        var lost = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => new RefusedGrants(tables, Protector("1", $"\"1\":\"{Key1}\"")).FindAsync(mailbox, Stop));
        Assert.AreEqual((MailProviderFailure.Misconfigured, "token_not_decrypted"), (lost.Kind, lost.Code));
    }

    private static AesGcmTokenProtector Protector(string current, string keys) =>
        new(EmailSyncKeys.Parse($$$"""{"hashing":"{{{Key1}}}","current":"{{{current}}}","keys":{ {{{keys}}} }}"""));
}
