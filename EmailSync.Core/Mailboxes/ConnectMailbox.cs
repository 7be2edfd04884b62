using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
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
    AddressIndex addresses,
    LoggingAddresses logging,
    FeedStore feeds,
    IMailboxTokens tokens,
    IEnumerable<IOAuthClient> oauthClients,
    IMailProviders providers,
    WatchMailbox watch,
    TableKeys keys,
    KeyHasher hasher,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<ConnectMailbox> logger)
{
    private const string AdminConsentRequired = "admin_consent_required";
    private const string MailboxNotEnabled = "mailbox_not_enabled";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Begins an attempt; gives the address that the user's browser is to open.</summary>
    public async Task<string> BeginAsync(
        LocationId location, UserId user, MailProviderName provider, string returnUrl, string? loginHint, CancellationToken cancellationToken)
    {
        var state = Secret();
        var attempt = new ConnectAttempt(location, user, provider, returnUrl, loginHint, null, time.GetUtcNow() + Lifetime);
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

    /// <summary>The browser comes back. Gives where to send it; null when it cannot be told whose attempt this was.</summary>
    public async Task<string?> CompleteAsync(
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
            return Refused(attempt, Client(provider).RefusalCode(error, errorDescription));

        try
        {
            var grant = await Client(provider).RedeemAsync(code, Verifier(state), RedirectUri(provider), cancellationToken);
            if (grant.MissingScopes.Count > 0)
                return ReturnUrls.With(attempt.ReturnUrl, "error", "missing_permissions", grant.MissingScopes);
            return await ConnectAsync(attempt, grant, cancellationToken) is { } refusal
                ? ReturnUrls.With(attempt.ReturnUrl, "error", refusal)
                : ReturnUrls.With(attempt.ReturnUrl, "connected");
        }
        catch (OAuthException e)
        {
            LogRefused(logger, provider, e.Code);
            return Refused(attempt, e.Code);
        }
        catch (MailProviderException e)
        {
            LogRefused(logger, provider, e.Code);

            // Of what the provider says, this alone is something that the user can be told.
            return ReturnUrls.With(attempt.ReturnUrl, "error", e.Code == MailboxNotEnabled ? e.Code : "provider_failed");
        }
    }

    /// <summary>Null when connected, else a stable code. The connection's row comes last: before it, nothing syncs and everything may be repeated.</summary>
    private async Task<string?> ConnectAsync(ConnectAttempt attempt, OAuthGrant grant, CancellationToken cancellationToken)
    {
        var id = keys.MailboxOf(attempt.Provider, grant.AccountId);
        var existing = await mailboxes.GetConnectionAsync(attempt.Location, attempt.User, cancellationToken);
        if (existing is not null && existing.Mailbox != id)
            return "already_connected";

        await tokens.SaveAsync(id, attempt.Provider, grant, cancellationToken);

        // A mailbox that nobody is connected to begins anew: what came while it was not connected stays unsynced (R8).
        var isWatched = (await mailboxes.ConnectionsOfAsync(id, cancellationToken)).Count > 0;
        foreach (var cursor in await providers[attempt.Provider].PinCursorsAsync(id, cancellationToken))
            await (isWatched ? feeds.PinAsync(id, cursor, cancellationToken) : feeds.ResetAsync(id, cursor, cancellationToken));

        var now = Cut(time.GetUtcNow(), providers[attempt.Provider].ReceivedPrecision);
        var before = await mailboxes.GetAsync(id, cancellationToken);
        var mailbox = new Mailbox(
            id, attempt.Provider, grant.Address, MailboxStatus.Connected, null, now, before?.PushIdentity, before?.WatchExpiresAt, before?.LastSyncedAt, null);
        await mailboxes.SaveAsync(mailbox, cancellationToken);
        await NoteAddressesAsync(attempt, id, grant.Address, cancellationToken);
        if (existing is null)
            await mailboxes.SaveConnectionAsync(new Connection(attempt.Location, attempt.User, id, now, Secret()), cancellationToken);
        await watch.BeginAsync(id, cancellationToken);
        LogConnected(logger, id, attempt.Provider);
        return null;
    }

    /// <summary>R15: what this mailbox may send from is an address of a user of the location. R14: from now on the user has a logging address.</summary>
    private async Task NoteAddressesAsync(ConnectAttempt attempt, MailboxId id, string address, CancellationToken cancellationToken)
    {
        if (EmailAddress.TryParse(logging.Of(attempt.Location, attempt.User), out var log))
            await mailboxes.SaveLoggingAddressAsync(log, attempt.Location, attempt.User, cancellationToken);
        var owned = await providers[attempt.Provider].ListSendAsAsync(id, cancellationToken);
        foreach (var own in owned.Select(a => a.Address).Prepend(address))
        {
            if (EmailAddress.TryParse(own, out var parsed))
                await addresses.SetUserAsync(attempt.Location, parsed.MatchKey, attempt.User, id, has: true, cancellationToken);
        }
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
