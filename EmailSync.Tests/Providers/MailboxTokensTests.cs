using EmailSync.Core.Mailboxes;
using EmailSync.Core.Mailboxes.Tokens;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class MailboxTokensTests
{
    private static readonly MailboxId mailbox = new("mailbox-1");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTables tables = new();
    private readonly Refresher refresher;

    public MailboxTokensTests() => refresher = new Refresher(time);

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_fresh_token_is_used_until_a_minute_before_its_end()
    {
        var tokens = await ConnectedAsync();

        var first = await tokens.GetAsync(mailbox, Cancel);
        time.Advance(TimeSpan.FromMinutes(58));
        var late = await tokens.GetAsync(mailbox, Cancel);
        time.Advance(TimeSpan.FromMinutes(1.5));
        var renewed = await tokens.GetAsync(mailbox, Cancel);

        Assert.AreEqual(("access-0", "access-0", "access-1"), (first, late, renewed));
    }

    [TestMethod]
    public async Task Many_callers_share_one_refresh()
    {
        var tokens = await ConnectedAsync();
        time.Advance(TimeSpan.FromHours(2));

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.GetAsync(mailbox, Cancel)));

        Assert.AreEqual("access-1", all.Distinct().Single());
        Assert.HasCount(1, refresher.Used);
    }

    [TestMethod]
    public async Task Many_callers_whose_token_was_rejected_share_one_refresh()
    {
        var tokens = await ConnectedAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.RefreshAsync(mailbox, "access-0", Cancel)));

        Assert.AreEqual("access-1", all.Distinct().Single());
        Assert.HasCount(1, refresher.Used);
    }

    [TestMethod]
    public async Task Instances_that_refresh_at_once_end_with_the_stored_token()
    {
        var one = await ConnectedAsync();
        var other = Instance();
        time.Advance(TimeSpan.FromHours(2));
        refresher.Meeting = new Barrier(2);

        var got = await Task.WhenAll(Task.Run(() => one.GetAsync(mailbox, Cancel), Cancel), Task.Run(() => other.GetAsync(mailbox, Cancel), Cancel));

        Assert.AreEqual(got[0], got[1]);
        Assert.AreEqual(got[0], await Instance().GetAsync(mailbox, Cancel));
    }

    [TestMethod]
    public async Task R7_Instances_that_refresh_at_once_keep_the_refresh_token_that_belongs_to_the_token_in_use()
    {
        var one = await ConnectedAsync();
        var other = Instance();
        time.Advance(TimeSpan.FromHours(2));
        refresher.Rotates = true;
        refresher.Meeting = new Barrier(2);

        var got = await Task.WhenAll(Task.Run(() => one.GetAsync(mailbox, Cancel), Cancel), Task.Run(() => other.GetAsync(mailbox, Cancel), Cancel));
        refresher.Meeting = null;
        var kept = await Instance().RefreshTokenAsync(mailbox, Cancel);
        await other.RefreshAsync(mailbox, got[1], Cancel);

        Assert.AreEqual(got[0], got[1]);
        Assert.AreEqual(got[0].Replace("access", "refresh", StringComparison.Ordinal), kept);
        CollectionAssert.AreEqual(new[] { "refresh-0", "refresh-0", kept }, refresher.Used.ToArray());
        Assert.AreEqual("refresh-3", await one.RefreshTokenAsync(mailbox, Cancel));
    }

    [TestMethod]
    public async Task A_rotated_refresh_token_is_stored_before_the_new_token_is_used()
    {
        var tokens = await ConnectedAsync();
        refresher.Rotates = true;

        await tokens.RefreshAsync(mailbox, "access-0", Cancel);
        await Instance().RefreshAsync(mailbox, "access-1", Cancel);

        CollectionAssert.AreEqual(new[] { "refresh-0", "refresh-1" }, refresher.Used.ToArray());
        Assert.AreEqual("refresh-2", await Instance().RefreshTokenAsync(mailbox, Cancel));
    }

    [TestMethod]
    public async Task A_provider_that_does_not_rotate_keeps_the_old_refresh_token()
    {
        var tokens = await ConnectedAsync();

        await tokens.RefreshAsync(mailbox, "access-0", Cancel);

        Assert.AreEqual("refresh-0", await tokens.RefreshTokenAsync(mailbox, Cancel));
    }

    [TestMethod]
    public async Task A_dead_grant_is_lost_authorisation_and_an_outage_is_not()
    {
        var tokens = await ConnectedAsync();

        refresher.Failure = new MailProviderException(MailProviderFailure.Transient, "http_503");
        var outage = await Assert.ThrowsExactlyAsync<MailProviderException>(() => tokens.RefreshAsync(mailbox, "access-0", Cancel));
        refresher.Failure = new MailProviderException(MailProviderFailure.AuthorizationLost, "invalid_grant");
        var lost = await Assert.ThrowsExactlyAsync<MailProviderException>(() => tokens.RefreshAsync(mailbox, "access-0", Cancel));

        Assert.AreEqual((MailProviderFailure.Transient, MailProviderFailure.AuthorizationLost), (outage.Kind, lost.Kind));
        Assert.HasCount(2, refresher.Used);
    }

    [TestMethod]
    public async Task A_refusal_of_the_old_grant_does_not_count_when_the_user_signed_in_again_meanwhile()
    {
        var tokens = await ConnectedAsync();
        refresher.Failure = new MailProviderException(MailProviderFailure.AuthorizationLost, "invalid_grant");
        refresher.Before = () => Instance().SaveAsync(mailbox, MailProviderName.Gmail, Grant("access-new", "refresh-new"), Cancel);

        var token = await tokens.RefreshAsync(mailbox, "access-0", Cancel);

        Assert.AreEqual("access-new", token);
    }

    [TestMethod]
    public async Task Another_instances_new_grant_is_seen_within_minutes()
    {
        var tokens = await ConnectedAsync();
        await Instance().SaveAsync(mailbox, MailProviderName.Gmail, Grant("access-new", "refresh-new"), Cancel);

        time.Advance(TimeSpan.FromMinutes(6));

        Assert.AreEqual("access-new", await tokens.GetAsync(mailbox, Cancel));
    }

    [TestMethod]
    public async Task Deleting_twice_leaves_nothing()
    {
        var tokens = await ConnectedAsync();

        await tokens.DeleteAsync(mailbox, Cancel);
        await tokens.DeleteAsync(mailbox, Cancel);

        Assert.IsNull(await tokens.RefreshTokenAsync(mailbox, Cancel));
        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => tokens.GetAsync(mailbox, Cancel));
        Assert.AreEqual((MailProviderFailure.AuthorizationLost, "no_grant"), (failure.Kind, failure.Code));
    }

    [TestMethod]
    public async Task A_token_that_cannot_be_decrypted_is_our_own_fault()
    {
        await ConnectedAsync();
        var table = tables[TableNames.Tokens];
        var row = (await table.GetAsync(mailbox.Value, KeptGrant.RowKey, Cancel))!;
        row["RefreshToken"] = "of-another-key";
        await table.UpsertAsync(row, Cancel);

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => Instance().GetAsync(mailbox, Cancel));

        Assert.AreEqual(MailProviderFailure.Misconfigured, failure.Kind);
    }

    private MailboxTokens Instance() => new(tables, new PlainTokenProtector(), [refresher], time, NullLogger<MailboxTokens>.Instance);

    private async Task<MailboxTokens> ConnectedAsync()
    {
        var tokens = Instance();
        await tokens.SaveAsync(mailbox, MailProviderName.Gmail, Grant("access-0", "refresh-0"), Cancel);
        return tokens;
    }

    private OAuthGrant Grant(string access, string refresh) => new("subject", "ana@mail.example", refresh, access, time.GetUtcNow().AddHours(1), []);

    private sealed class Refresher(TimeProvider time) : ITokenRefresher
    {
        private readonly List<string> used = [];

        public MailProviderName Provider => MailProviderName.Gmail;
        public IReadOnlyList<string> Used => used;
        public bool Rotates { get; set; }
        public MailProviderException? Failure { get; set; }
        public Func<Task>? Before { get; set; }
        public Barrier? Meeting { get; set; }

        public async Task<RefreshedTokens> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
        {
            int number;
            lock (used)
            {
                used.Add(refreshToken);
                number = used.Count;
            }
            await Task.Yield();
            if (Before is not null) await Before();
            if (Failure is not null) throw Failure;
            Meeting?.SignalAndWait(cancellationToken);
            return new RefreshedTokens($"access-{number}", time.GetUtcNow().AddHours(1), Rotates ? $"refresh-{number}" : null);
        }
    }
}
