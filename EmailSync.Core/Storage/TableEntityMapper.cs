using Azure.Data.Tables;

namespace EmailSync.Core.Storage;

/// <summary>
/// Rows to entities and back. A value that is longer than one property may be goes into several: <c>Name</c>, <c>Name__1</c>, <c>Name__2</c>…
/// </summary>
internal static class TableEntityMapper
{
    /// <summary>Names the write that made the row, so that a repeated request recognises its own success.</summary>
    private const string WriteIdName = "_w";

    private static readonly HashSet<string> SystemNames =
        new(StringComparer.Ordinal) { "PartitionKey", "RowKey", "Timestamp", "odata.etag", "odata.metadata", WriteIdName };

    public static TableEntity ToEntity(Row row, string writeId)
    {
        var entity = new TableEntity(row.PartitionKey, row.RowKey) { [WriteIdName] = writeId };
        foreach (var (name, value) in row.Values)
        {
            if (value is string { Length: > RowRules.MaxStringChars } text)
                Split(entity, name, text);
            else if (value is byte[] { Length: > RowRules.MaxBinaryBytes } binary)
                Split(entity, name, binary);
            else
                entity[name] = value is DateTimeOffset time ? time.ToUniversalTime() : value;
        }
        return entity;
    }

    public static Row ToRow(TableEntity entity)
    {
        var row = new Row(entity.PartitionKey, entity.RowKey) { ETag = entity.ETag.ToString("H") };
        foreach (var (name, value) in entity)
        {
            if (value is null || SystemNames.Contains(name) || name.Contains(RowRules.PartSeparator, StringComparison.Ordinal))
                continue;
            row[name] = value switch
            {
                string text => Join(entity, name, text),
                byte[] binary => Join(entity, name, binary),
                BinaryData data => Join(entity, name, data.ToArray()),
                _ => value,
            };
        }
        return row;
    }

    public static string? WriteId(TableEntity entity) => entity.GetString(WriteIdName);

    private static string PartName(string name, int part) => part == 0 ? name : $"{name}{RowRules.PartSeparator}{part}";

    private static void Split(TableEntity entity, string name, string text)
    {
        var part = 0;
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(RowRules.MaxStringChars, text.Length - start);
            // Half of a surrogate pair would not survive the way through UTF-8.
            if (start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]))
                length--;
            entity[PartName(name, part++)] = text.Substring(start, length);
            start += length;
        }
    }

    private static void Split(TableEntity entity, string name, byte[] binary)
    {
        var part = 0;
        foreach (var chunk in binary.Chunk(RowRules.MaxBinaryBytes))
            entity[PartName(name, part++)] = chunk;
    }

    private static string Join(TableEntity entity, string name, string first)
    {
        if (!entity.ContainsKey(PartName(name, 1)))
            return first;
        var parts = new List<string> { first };
        while (entity.GetString(PartName(name, parts.Count)) is { } next)
            parts.Add(next);
        return string.Concat(parts);
    }

    private static byte[] Join(TableEntity entity, string name, byte[] first)
    {
        if (!entity.ContainsKey(PartName(name, 1)))
            return first;
        var parts = new List<byte[]> { first };
        while (entity.GetBinary(PartName(name, parts.Count)) is { } next)
            parts.Add(next);
        return [.. parts.SelectMany(part => part)];
    }
}
