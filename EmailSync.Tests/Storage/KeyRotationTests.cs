using System.Security.Cryptography;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Mailboxes.Tokens;
using EmailSync.Core.Storage;
using EmailSync.Tests.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class KeyRotationTests
{
    private const string Key1 = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    private const string Key2 = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTables tables = new();
    private readonly TableKeys keys = new(new KeyHasher(new byte[32]));

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task After_a_rotation_everything_opens_without_the_old_key()
    {
        await FillAsync(3, Protector("1", Key1));
        var rotation = Rotation(Both());

        await rotation.BeginAsync(Stop);
        await ToItsEndAsync(rotation);

        var state = await rotation.FindAsync(Stop);
        Assert.AreEqual((4, 4, 0, true), (state!.Seen, state.Rewritten, state.Unreadable, state.IsComplete));
        Assert.IsFalse(await rotation.IsNeededAsync(Stop));
        await OpensAsync(3, Protector("2", Key2));
    }

    [TestMethod]
    public async Task Nothing_becomes_unreadable_while_a_rotation_goes_on()
    {
        await FillAsync(KeyRotation.RowsPerStep + 1, Protector("1", Key1));
        var rotation = Rotation(Both());
        await rotation.BeginAsync(Stop);

        await rotation.StepAsync(Stop);

        await OpensAsync(KeyRotation.RowsPerStep + 1, Both());
        Assert.IsNull((await rotation.FindAsync(Stop))!.FinishedAt);
        Assert.IsTrue(await rotation.IsNeededAsync(Stop));
    }

    [TestMethod]
    public async Task Invariant_4_A_rotation_that_dies_at_any_write_goes_on_where_it_was()
    {
        await FillAsync(3, Protector("1", Key1));
        for (var write = 1; write <= 9; write++)
        {
            var fuse = new WriteFuse();
            var dying = new KeyRotation(new FusedTables(tables, fuse), Protector("2", Key2, ("1", Key1)), time);
            await Rotation(Both()).BeginAsync(Stop);
            fuse.DieAfter(write);
            try
            {
                await ToItsEndAsync(dying);
            }
            catch (ProcessDiedException)
            {
                await OpensAsync(3, Both());
            }
            await ToItsEndAsync(Rotation(Both()));
            await OpensAsync(3, Protector("2", Key2));
        }
    }

    [TestMethod]
    public async Task What_is_written_anew_meanwhile_is_left_as_it_is()
    {
        await FillAsync(2, Protector("1", Key1));
        var rotation = Rotation(Both());
        await rotation.BeginAsync(Stop);
        await GrantAsync(0, Both(), "newer");

        await ToItsEndAsync(rotation);

        Assert.AreEqual("newer", await Tokens(Protector("2", Key2)).RefreshTokenAsync(new MailboxId("m0"), Stop));
        Assert.AreEqual(2, (await rotation.FindAsync(Stop))!.Rewritten);
    }

    [TestMethod]
    public async Task A_secret_that_no_known_key_opens_stays_and_is_counted_and_the_old_keys_are_still_asked_for()
    {
        await FillAsync(2, Protector("1", Key1));
        var stranger = Protector("0", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await GrantAsync(5, stranger, "lost");
        var rotation = Rotation(Both());
        await rotation.BeginAsync(Stop);

        await ToItsEndAsync(rotation);

        var state = await rotation.FindAsync(Stop);
        Assert.AreEqual((1, false), (state!.Unreadable, state.IsComplete));
        Assert.IsTrue(await rotation.IsNeededAsync(Stop));
        Assert.AreEqual("lost", await Tokens(stranger).RefreshTokenAsync(new MailboxId("m5"), Stop));
    }

    [TestMethod]
    public async Task With_one_key_there_is_nothing_to_ask_for()
    {
        await FillAsync(1, Protector("1", Key1));

        Assert.IsFalse(await Rotation(Protector("1", Key1)).IsNeededAsync(Stop));
        Assert.IsTrue(await Rotation(Both()).IsNeededAsync(Stop));
    }

    [TestMethod]
    public async Task A_second_rotation_to_the_same_key_finds_nothing_to_write()
    {
        await FillAsync(2, Protector("1", Key1));
        var rotation = Rotation(Both());
        await rotation.BeginAsync(Stop);
        await ToItsEndAsync(rotation);

        await rotation.BeginAsync(Stop);
        await ToItsEndAsync(rotation);

        Assert.AreEqual((3, 0), ((await rotation.FindAsync(Stop))!.Seen, (await rotation.FindAsync(Stop))!.Rewritten));
    }

    private static AesGcmTokenProtector Protector(string current, string key, params (string Id, string Key)[] others)
    {
        var all = string.Join(',', others.Append((current, key)).Select(k => $"\"{k.Item1}\":\"{k.Item2}\""));
        return new AesGcmTokenProtector(EmailSyncKeys.Parse($$$"""{"hashing":"{{{Key1}}}","current":"{{{current}}}","keys":{{{{all}}}}}"""));
    }

    private static AesGcmTokenProtector Both() => Protector("2", Key2, ("1", Key1));

    private KeyRotation Rotation(ITokenProtector protector) => new(tables, protector, time);

    private MailboxTokens Tokens(ITokenProtector protector) => new(tables, protector, [], time, NullLogger<MailboxTokens>.Instance);

    private async Task ToItsEndAsync(KeyRotation rotation)
    {
        while (await rotation.StepAsync(Stop))
        {
        }
    }

    private Task GrantAsync(int mailbox, ITokenProtector protector, string refreshToken) => Tokens(protector).SaveAsync(
        new MailboxId($"m{mailbox}"), MailProviderName.Gmail, new OAuthGrant("account", "ana@mail.example", refreshToken, "access", time.GetUtcNow().AddHours(1), []), Stop);

    /// <summary>So many mailboxes, and a location with a webhook's secret.</summary>
    private async Task FillAsync(int mailboxes, ITokenProtector protector)
    {
        for (var mailbox = 0; mailbox < mailboxes; mailbox++)
            await GrantAsync(mailbox, protector, $"refresh {mailbox}");
        var north = new LocationId("north");
        var secrets = new LocationSecrets(protector, keys);
        var target = new WebhookTarget("https://crm.example", secrets.Protect(north, "whsec")) { FormerSecret = secrets.Protect(north, "former"), FormerUntil = time.GetUtcNow().AddHours(3) };
        await Directory().SaveLocationAsync(new Location(north, "North", new LocationSettings(), target), Stop);
    }

    private async Task OpensAsync(int mailboxes, ITokenProtector protector)
    {
        for (var mailbox = 0; mailbox < mailboxes; mailbox++)
            Assert.AreEqual($"refresh {mailbox}", await Tokens(protector).RefreshTokenAsync(new MailboxId($"m{mailbox}"), Stop));
        var north = await Directory().GetLocationAsync(new LocationId("north"), Stop);
        Assert.AreEqual("whsec", new LocationSecrets(protector, keys).Reveal(north!.Id, north.Webhook!.ProtectedSecret));
        Assert.AreEqual("former", new LocationSecrets(protector, keys).Reveal(north.Id, north.Webhook.FormerSecret!));
    }

    private DirectoryStore Directory() => new(tables, keys, new AddressIndex(tables, keys), TimeProvider.System);
}
