namespace EmailSync.Simulators.Calls;

/// <param name="Path">The path template, so that calls for different messages count together.</param>
public sealed record CallCount(string? Mailbox, string Method, string Path, int Count, int Units);
