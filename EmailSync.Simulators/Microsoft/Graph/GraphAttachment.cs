namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>An attachment of an item. Bytes are decoded when they are asked for.</summary>
/// <param name="Number">Its place among all that the item ever had; its id is made of it.</param>
/// <param name="IsItem">A mail within the mail (itemAttachment), else a file.</param>
internal sealed record GraphAttachment(
    int Number, string Name, string ContentType, bool IsInline, string? ContentId, bool IsItem, DateTimeOffset ModifiedAt, Func<byte[]> Bytes);
