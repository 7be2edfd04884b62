namespace EmailSync.Core.Reports;

/// <summary>A recipient in a <see cref="SentMailReport"/>.</summary>
public readonly record struct NamedRecipient(string Key, string? Failed);
