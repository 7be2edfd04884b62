namespace EmailSync.Tests.Model;

/// <param name="Size">Bytes after decoding.</param>
internal sealed record WrittenAttachment(string Name, int Size);
