using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;

namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>
/// Text of any size in table rows. A property holds 64 KiB and a row 1 MiB: short text stands as it is, longer text is compressed and
/// spread over properties and rows.
/// </summary>
internal static class TextRows
{
    /// <summary>Length up to which text may stand in one string property.</summary>
    public const int InlineLength = 30_000;

    private const int PropertyBytes = 60 * 1024;
    private const int RowBytes = 10 * PropertyBytes;
    private const string Text = "Text";
    private const string Data = "Data";
    private const string Continues = "Continues";

    public static List<TableEntity> Split(string partition, Func<int, string> rowKey, string text)
    {
        if (text.Length <= InlineLength)
            return [new TableEntity(partition, rowKey(0)) { [Text] = text }];

        var bytes = Compress(text);
        var rows = new List<TableEntity>();
        for (var start = 0; start < bytes.Length; start += RowBytes)
        {
            var row = new TableEntity(partition, rowKey(rows.Count)) { [Continues] = start + RowBytes < bytes.Length };
            var end = Math.Min(start + RowBytes, bytes.Length);
            for (var (at, part) = (start, 0); at < end; at += PropertyBytes, part++)
                row[Data + part] = bytes[at..Math.Min(at + PropertyBytes, end)];

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Reads the texts that stand one after the other in <paramref name="rows"/>.</summary>
    public static IEnumerable<string> Join(IEnumerable<TableEntity> rows)
    {
        var bytes = new MemoryStream();
        foreach (var row in rows)
        {
            if (row.GetString(Text) is { } text)
            {
                yield return text;
                continue;
            }

            for (var part = 0; row.GetBinary(Data + part) is { } data; part++)
                bytes.Write(data);

            if (row.GetBoolean(Continues) == true)
                continue;

            yield return Decompress(bytes.ToArray());
            bytes = new MemoryStream();
        }
    }

    /// <summary>About what the row takes in a request, where binary is written as Base64.</summary>
    public static int RequestSize(TableEntity row) => 1_000 + row.Sum(property => property.Value switch
    {
        string text => Encoding.UTF8.GetByteCount(text) * 2,
        byte[] data => data.Length * 4 / 3,
        _ => 50,
    });

    private static byte[] Compress(string text)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));

        return compressed.ToArray();
    }

    private static string Decompress(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
