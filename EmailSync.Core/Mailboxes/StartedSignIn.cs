namespace EmailSync.Core.Mailboxes;

/// <summary>Where to send the browser, and the cookie that ties the attempt to it.</summary>
public sealed record StartedSignIn(string Url, string CookieName, string CookieValue, TimeSpan Lifetime);
