using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Mailboxes;

/// <summary>
/// R1: connecting a mailbox by OAuth consent. The browser that begins an attempt gets a cookie that the callback demands, the state can be used once
/// and for ten minutes, and nothing is connected unless every permission was granted.
/// </summary>
public sealed partial class ConnectMailbox(
    OAuthStateStore states,
    MailboxStore mailboxes,
    ConnectionStore connections,
    DirectoryStore directory,
    DisconnectMailbox disconnect,
    MailboxNews news,
    CrmOutbox outbox,
    OwnAddresses own,
    LocationTrail trail,
    FeedStore feeds,
    IMailboxTokens tokens,
    IEnumerable<IOAuthClient> oauthClients,
    IMailProviders providers,
    WatchMailbox watch,
    ReturnGrant returns,
    TableKeys keys,
    KeyHasher hasher,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<ConnectMailbox> logger)
{
    private const string AdminConsentRequired = "admin_consent_required";
    private const string UnknownLocation = "unknown_location";
    private const string MailboxNotEnabled = "mailbox_not_enabled";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Longer than the calls that set a mailbox up may take together.</summary>
    private static readonly TimeSpan SetUp = TimeSpan.FromMinutes(10);

    /// <summary>Begins an attempt; gives the address that the user's browser is to open.</summary>
    public async Task<string> BeginAsync(
        LocationId location,
        UserId user,
        MailProviderName provider,
        ConnectMode mode,
        string returnUrl,
        string? loginHint,
        CancellationToken cancellationToken)
    {
        var state = Secret();
        var attempt = new ConnectAttempt(location, user, provider, mode, returnUrl, loginHint, null, time.GetUtcNow() + Lifetime);
        await states.SaveAsync(state, attempt, cancellationToken);
        return $"{BaseUrl}/api/oauth/{Segment(provider)}/start?state={state}";
    }

    /// <summary>Ties the attempt to the browser that opens it, and sends it on to the provider; null for a state that is unknown, old or already tied.</summary>
    public async Task<StartedSignIn?> StartAsync(MailProviderName provider, string state, CancellationToken cancellationToken)
    {
        if (await states.TakeAsync(state, cancellationToken) is not { BrowserHash: null } attempt
            || attempt.Provider != provider || attempt.ExpiresAt <= time.GetUtcNow())
            return null;

        // The state that the provider sees is another than the one in our own URL: who only saw that URL (logs, referrers) holds nothing.
        var providerState = Secret();
        var browser = Secret();
        await states.SaveAsync(providerState, attempt with { BrowserHash = hasher.Hash("browser", browser) }, cancellationToken);
        var url = Client(provider).AuthorizationUrl(RedirectUri(provider), providerState, Challenge(Verifier(providerState)), attempt.LoginHint);
        return new StartedSignIn(url, CookieName(providerState), browser, Lifetime);
    }

    public static string CookieName(string state) => "emailsync-signin-" + state[..Math.Min(8, state.Length)];

    /// <summary>The browser comes back. Null when it cannot be told whose attempt this was.</summary>
    public async Task<EndedSignIn?> CompleteAsync(
        MailProviderName provider, string state, string? browser, string? code, string? error, string? errorDescription, CancellationToken cancellationToken)
    {
        var pending = await states.GetAsync(state, cancellationToken);
        if (pending?.BrowserHash is null || browser is null || pending.Provider != provider
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(pending.BrowserHash), Encoding.ASCII.GetBytes(hasher.Hash("browser", browser))))
            return null;
        if (await states.TakeAsync(state, cancellationToken) is not { } attempt || attempt.ExpiresAt <= time.GetUtcNow())
            return null;
        if (error is not null || code is null)
            return new EndedSignIn(Refused(attempt, Client(provider).RefusalCode(error, errorDescription)));

        try
        {
            var grant = await Client(provider).RedeemAsync(code, Verifier(state), RedirectUri(provider), cancellationToken);
            if (grant.MissingScopes.Count > 0)
                return new EndedSignIn(ReturnUrls.With(attempt.ReturnUrl, "error", await GiveBackAsync(attempt, grant, "missing_permissions", cancellationToken), grant.MissingScopes));
            return await ConnectAsync(attempt, grant, cancellationToken) is { } refusal
                ? new EndedSignIn(ReturnUrls.With(attempt.ReturnUrl, "error", refusal))
                : new EndedSignIn(ReturnUrls.With(attempt.ReturnUrl, "connected"), EventStream.OfConnection(keys.Connection(attempt.Location, attempt.User)));
        }
        catch (OAuthException e)
        {
            LogRefused(logger, provider, e.Code);
            return new EndedSignIn(Refused(attempt, e.Code));
        }
        catch (MailProviderException e)
        {
            LogRefused(logger, provider, e.Code);

            // Of what the provider says, this alone is something that the user can be told.
            return new EndedSignIn(ReturnUrls.With(attempt.ReturnUrl, "error", e.Code == MailboxNotEnabled ? e.Code : "provider_failed"));
        }
    }

    /// <summary>Null when connected, else a stable code. The connection's row comes late: before it, nothing syncs and everything may be repeated.</summary>
    private async Task<string?> ConnectAsync(ConnectAttempt attempt, OAuthGrant grant, CancellationToken cancellationToken)
    {
        var id = keys.MailboxOf(attempt.Provider, grant.AccountId);
        var existing = await mailboxes.GetConnectionAsync(attempt.Location, attempt.User, cancellationToken);
        if (ConnectRules.Refuse(attempt.Mode, existing?.Mailbox, id) is { } refusal)
            return await GiveBackAsync(attempt, grant, refusal, cancellationToken);
        if (await directory.GetLocationAsync(attempt.Location, cancellationToken) is null)
            return await GiveBackAsync(attempt, grant, UnknownLocation, cancellationToken);
        if (await HoldAsync(id, attempt.Provider, grant.Address, cancellationToken) is not { } until)
            return await GiveBackAsync(attempt, grant, "still_disconnecting", cancellationToken);

        await disconnect.ExpectAsync(id, until, cancellationToken);
        await tokens.SaveAsync(id, attempt.Provider, grant, cancellationToken);

        // A cursor that stands is never moved: somebody else may have signed in at the same moment and be connected by now. From before a connection it shows only
        // what stays unsynced all the same (R8).
        var isWatched = (await mailboxes.ConnectionsOfAsync(id, cancellationToken)).Count > 0;
        foreach (var cursor in await providers[attempt.Provider].PinCursorsAsync(id, cancellationToken))
            await feeds.PinAsync(id, cursor, cancellationToken);

        var now = Cut(time.GetUtcNow(), providers[attempt.Provider].ReceivedPrecision);
        var expectedAt = await news.ExpectAsync(id, cancellationToken);
        await mailboxes.UpdateAsync(
            id,
            m => m with
            {
                Address = grant.Address,
                IsOfOrganisation = grant.IsOfOrganisation,
                Status = MailboxStatus.Connected,
                StatusReason = null,
                Since = now,
                LastSyncedAt = isWatched ? m.LastSyncedAt : null,
                BehindSince = isWatched ? m.BehindSince ?? (m.LastSyncedAt is null ? m.Since : null) : null,
                LastError = null,
            },
            cancellationToken);
        var connection = existing?.Mailbox == id ? existing : new Connection(attempt.Location, attempt.User, id, now, Secret());
        await trail.NoteAsync(connection, now, cancellationToken);
        await mailboxes.NoteUseAsync(connection, cancellationToken);
        await NoteAddressesAsync(connection, attempt.Provider, grant.Address, cancellationToken);
        if (connection != existing && await JoinAsync(attempt, connection, isWatched, cancellationToken) is { } late)
            return late;

        // Once more: an earlier connection of the user may just have been wound up.
        await own.NoteLoggingAsync(connection.Location, connection.User, cancellationToken);
        await watch.BeginAsync(id, cancellationToken);
        await news.TellAsync(id, expectedAt, cancellationToken);
        await mailboxes.UpdateAsync(id, m => m with { ConnectingUntil = null }, cancellationToken);
        await disconnect.ExpectNoMoreAsync(id, until, cancellationToken);
        LogConnected(logger, id, attempt.Provider);
        return null;
    }

    /// <summary>Keeps what an earlier connection left from being removed while this sign-in is completed. Null while it is: Google would end the new grant too.</summary>
    private async Task<DateTimeOffset?> HoldAsync(MailboxId id, MailProviderName provider, string address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + SetUp;
        var first = new Mailbox(id, provider, address, MailboxStatus.Disconnected, null, now, null, null, null, null, ConnectingUntil: until);
        while (true)
        {
            if (await mailboxes.UpdateAsync(id, m => m.ClosingUntil > now ? m : m with { ConnectingUntil = until }, cancellationToken) is { } held)
                return held.ClosingUntil > now ? null : until;

            // Another sign-in may be quicker, and come to stand before this one goes on: what it wrote stays.
            if (await mailboxes.InsertAsync(first, cancellationToken))
                return until;
        }
    }

    /// <summary>The code, once it is sure that the grant goes. Where something of it is stored already, it goes with that.</summary>
    private async Task<string> GiveBackAsync(ConnectAttempt attempt, OAuthGrant grant, string code, CancellationToken cancellationToken)
    {
        await returns.BeginAsync(keys.MailboxOf(attempt.Provider, grant.AccountId), attempt.Provider, grant, cancellationToken);
        return code;
    }

    /// <summary>
    /// A round for others that began before may pass the first mail of this connection without knowing of it: that is listed. The listing is there before the connection
    /// stands, since who dies right after that comes back to nothing, and once more afterwards, since it may have come to its end by then. Where nobody else reads the
    /// mailbox, it goes.
    /// </summary>
    private async Task<string?> JoinAsync(ConnectAttempt attempt, Connection connection, bool isWatched, CancellationToken cancellationToken)
    {
        var listing = CatchUp.Start(connection.ConnectedAt);
        var version = await feeds.ResetAsync(connection.Mailbox, listing, cancellationToken);
        if (await StandAsync(attempt, connection, cancellationToken) is { } late)
            return late;
        if (isWatched || (await mailboxes.ConnectionsOfAsync(connection.Mailbox, cancellationToken)).Any(c => c.Generation != connection.Generation))
            await feeds.ResetAsync(connection.Mailbox, listing, cancellationToken);
        else
            await feeds.EndAsync(connection.Mailbox, listing.Feed, version, cancellationToken);
        return null;
    }

    /// <summary>
    /// The connection comes to stand, and with it, in one write, the one that it takes the place of ends (R5) and the CRM is told. Null when it stands,
    /// else a stable code: the user has been quicker elsewhere.
    /// </summary>
    private async Task<string?> StandAsync(ConnectAttempt attempt, Connection connection, CancellationToken cancellationToken)
    {
        await mailboxes.IndexConnectionAsync(connection, cancellationToken);
        var stream = connections.StreamOf(connection);
        if (await directory.GetLocationAsync(connection.Location, cancellationToken) is null)
            return UnknownLocation;
        await outbox.AnnounceAsync(stream, cancellationToken);
        while (true)
        {
            var state = await connections.GetAsync(connection.Location, connection.User, cancellationToken);
            var current = state is { IsLive: true } ? state.Connection : null;
            if (ConnectRules.Refuse(attempt.Mode, current?.Mailbox, connection.Mailbox) is { } refusal && current is not null)
                return refusal;
            if (current?.Mailbox == connection.Mailbox)
                return null;
            if (await directory.GetUserAsync(connection.Location, connection.User, cancellationToken) is null)
                return "unknown_user";
            var ended = current is null ? null : new EndedConnection(current, time.GetUtcNow());
            if (ended is not null)
                await disconnect.ScheduleAsync(ended, cancellationToken);
            var after = new ConnectionState(connection) { Version = state?.Version, Sequence = state?.Sequence ?? OutboxRows.Beginning(time.GetUtcNow()) };
            var tell = new ConnectionEvent(CrmEventType.MailboxConnected, connection.ConnectedAt);
            if (await connections.WriteAsync(after, tell, ended, woundUp: null, cancellationToken))
                break;
        }
        await outbox.DeliverSoonAsync(stream, cancellationToken);
        return null;
    }

    private async Task NoteAddressesAsync(Connection connection, MailProviderName provider, string address, CancellationToken cancellationToken)
    {
        await own.NoteLoggingAsync(connection.Location, connection.User, cancellationToken);
        var sendAs = await providers[provider].ListSendAsAsync(connection.Mailbox, cancellationToken);
        await own.NoteAsync(connection, [address, .. sendAs.Select(a => a.Address)], cancellationToken);
    }

    private string Refused(ConnectAttempt attempt, string code) => ReturnUrls.With(
        attempt.ReturnUrl,
        "error",
        code,
        adminConsentUrl: code == AdminConsentRequired ? Client(attempt.Provider).AdminConsentUrl(RedirectUri(attempt.Provider)) : null);

    private IOAuthClient Client(MailProviderName provider) =>
        oauthClients.FirstOrDefault(c => c.Provider == provider) ?? throw new OAuthException("provider_not_available");

    private string RedirectUri(MailProviderName provider) => $"{BaseUrl}/api/oauth/{Segment(provider)}/callback";

    private string BaseUrl => options.Value.PublicBaseUrl.TrimEnd('/');

    private static string Segment(MailProviderName provider) => provider.ToString().ToLowerInvariant();

    /// <summary>RFC 7636 section 4.1: 43 to 128 characters. Derived from the state under our key, so that it need not be kept.</summary>
    private string Verifier(string state) => hasher.Hash("pkce-1", state) + hasher.Hash("pkce-2", state);

    private static string Challenge(string verifier) =>
        System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static DateTimeOffset Cut(DateTimeOffset at, TimeSpan precision) => at.AddTicks(-(at.UtcTicks % precision.Ticks));

    [LoggerMessage(1001, LogLevel.Information, "Mailbox {Mailbox}: connected ({Provider})")]
    private static partial void LogConnected(ILogger logger, MailboxId mailbox, MailProviderName provider);

    [LoggerMessage(1002, LogLevel.Warning, "A sign-in at {Provider} did not end in a connection ({Code})")]
    private static partial void LogRefused(ILogger logger, MailProviderName provider, string code);
}
