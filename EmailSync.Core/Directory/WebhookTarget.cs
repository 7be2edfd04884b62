namespace EmailSync.Core.Directory;

/// <param name="ProtectedSecret">The signing secret, encrypted; it is never given back.</param>
public sealed record WebhookTarget(string Url, string ProtectedSecret);
