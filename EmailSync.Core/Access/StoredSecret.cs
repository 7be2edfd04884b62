namespace EmailSync.Core.Access;

/// <param name="Hash">As <see cref="LocationKeyText.Hash"/>.</param>
/// <param name="ValidUntil">Of one that another has taken the place of; null for the current one.</param>
public sealed record StoredSecret(string Hash, DateTimeOffset? ValidUntil);
