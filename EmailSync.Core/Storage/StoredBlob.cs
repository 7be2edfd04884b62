namespace EmailSync.Core.Storage;

internal sealed record StoredBlob(ReadOnlyMemory<byte> Content, string ContentType);
