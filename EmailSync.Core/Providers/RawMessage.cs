namespace EmailSync.Core.Providers;

/// <summary>A whole message: RFC 5322 bytes as the provider keeps them, and the same headers parsed out of them.</summary>
public sealed record RawMessage(MessageHeaders Headers, ReadOnlyMemory<byte> Mime);
