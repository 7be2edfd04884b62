namespace EmailSync.Core.Storage;

public sealed record StoredBlob(ReadOnlyMemory<byte> Content, string ContentType);
