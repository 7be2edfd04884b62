using EmailSync.Core.Directory;

namespace EmailSync.Core.Mailboxes;

/// <summary>A sign-in under way.</summary>
/// <param name="BrowserHash">Hash of the cookie that ties the attempt to the browser that began it; null until it has begun.</param>
public sealed record ConnectAttempt(
    LocationId Location,
    UserId User,
    MailProviderName Provider,
    ConnectMode Mode,
    string ReturnUrl,
    string? LoginHint,
    string? BrowserHash,
    DateTimeOffset ExpiresAt);
