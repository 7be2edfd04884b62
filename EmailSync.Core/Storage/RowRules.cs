using System.Globalization;

namespace EmailSync.Core.Storage;

/// <summary>The limits of Table Storage, checked before a write by every backend: memory must not accept what Azure refuses.</summary>
internal static class RowRules
{
    public const int MaxStringChars = 32_000;
    public const int MaxBinaryBytes = 65_536;
    public const int MaxOperations = 100;
    public const string PartSeparator = "__";
    private const int MaxKeyChars = 512;
    private const int MaxNameChars = 200;
    private const int MaxProperties = 252;
    private const int MaxRowBytes = 1_048_576;

    // The service allows 4 MiB; the rest is left to the multipart framing.
    private const int MaxTransactionBytes = 4 * 1_048_576 - 128 * 1024;
    private static readonly DateTimeOffset MinTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void CheckKey(string? key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length > MaxKeyChars)
            throw new ArgumentException($"A key of {key.Length} characters is longer than the {MaxKeyChars} that Table Storage allows.");
        foreach (var c in key)
            if (c is '/' or '\\' or '#' or '?' or '%' || char.IsControl(c))
                throw new ArgumentException($"A key holds the character U+{(int)c:X4}, which Table Storage does not allow in keys.");
    }

    public static void CheckETag(string? etag)
    {
        if (string.IsNullOrEmpty(etag) || etag == "*")
            throw new ArgumentException("A conditional write needs the ETag of the row that was read.");
    }

    public static void Check(Row row)
    {
        CheckKey(row.PartitionKey);
        CheckKey(row.RowKey);
        var properties = 1;
        long bytes = 64 + 2L * (row.PartitionKey.Length + row.RowKey.Length);
        foreach (var (name, value) in row.Values)
        {
            CheckName(name);
            var (parts, size) = Measure(name, value);
            properties += parts;
            bytes += size + parts * (12 + 2L * (name.Length + 4));
        }
        if (properties > MaxProperties)
            throw new ArgumentException($"A row needs {properties} properties; Table Storage allows {MaxProperties}.");
        if (bytes > MaxRowBytes)
            throw new ArgumentException($"A row of {bytes.ToString(CultureInfo.InvariantCulture)} bytes is over the 1 MiB that Table Storage allows.");
    }

    public static void Check(IReadOnlyList<RowOperation> operations)
    {
        if (operations.Count is 0 or > MaxOperations)
            throw new ArgumentException($"A transaction has 1 to {MaxOperations} operations, not {operations.Count}.");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (var operation in operations)
        {
            if (operation.PartitionKey != operations[0].PartitionKey)
                throw new ArgumentException("A transaction stays within one partition.");
            if (!keys.Add(operation.RowKey))
                throw new ArgumentException("A transaction may name each row once only.");
            bytes += 800 + CheckOperation(operation);
        }
        if (bytes > MaxTransactionBytes)
            throw new ArgumentException("A transaction is over the 4 MiB that Table Storage allows.");
    }

    private static long CheckOperation(RowOperation operation)
    {
        switch (operation)
        {
            case RowOperation.Insert insert:
                return CheckAndWeigh(insert.Row);
            case RowOperation.Upsert upsert:
                return CheckAndWeigh(upsert.Row);
            case RowOperation.Replace replace:
                CheckETag(replace.ETag);
                return CheckAndWeigh(replace.Row);
            case RowOperation.Delete delete:
                CheckKey(delete.PartitionKey);
                CheckKey(delete.RowKey);
                CheckETag(delete.ETag);
                return 0;
            default:
                throw new ArgumentException($"A transaction does not know {operation.GetType().Name}.");
        }
    }

    private static long CheckAndWeigh(Row row)
    {
        Check(row);
        long bytes = 0;
        foreach (var (name, value) in row.Values)
            bytes += 60 + name.Length + value switch
            {
                string text => JsonBytes(text),
                byte[] binary => binary.Length * 4L / 3,
                _ => 40,
            };
        return bytes;
    }

    // The client writes JSON with everything but plain ASCII escaped to six bytes.
    private static long JsonBytes(string text)
    {
        long bytes = 0;
        foreach (var c in text)
            bytes += c is < ' ' or > '~' or '"' or '\\' or '<' or '>' or '&' or '\'' or '+' or '`' ? 6 : 1;
        return bytes;
    }

    private static void CheckName(string name)
    {
        var legal = name.Length is > 0 and <= MaxNameChars && char.IsAsciiLetter(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && !name.Contains(PartSeparator, StringComparison.Ordinal)
            && name is not ("PartitionKey" or "RowKey" or "Timestamp");
        if (!legal)
            throw new ArgumentException($"'{name}' cannot be the name of a property.");
    }

    private static (int Parts, long Bytes) Measure(string name, object value) => value switch
    {
        string text => (Parts(text.Length, MaxStringChars - 1), 2L * text.Length),
        byte[] binary => (Parts(binary.Length, MaxBinaryBytes), binary.Length),
        int or long or bool => (1, 8),
        double number when double.IsFinite(number) => (1, 8),
        DateTimeOffset time when time >= MinTime => (1, 8),
        double => throw new ArgumentException($"Property '{name}' is not a finite number."),
        DateTimeOffset => throw new ArgumentException($"Property '{name}' is a time before 1601, which Table Storage cannot hold."),
        _ => throw new ArgumentException($"Property '{name}' has the type {value.GetType().Name}, which rows cannot hold."),
    };

    private static int Parts(int length, int most) => Math.Max(1, (length + most - 1) / most);
}
