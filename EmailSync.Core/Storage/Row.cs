namespace EmailSync.Core.Storage;

/// <summary>
/// An entity of a table as stores see it. Values are string, int, long, bool, double, DateTimeOffset or byte[]; a null value is not stored.
/// <see cref="ETag"/> is null on a row that was not read from a table.
/// </summary>
public sealed class Row(string partitionKey, string rowKey)
{
    public string PartitionKey { get; } = partitionKey;
    public string RowKey { get; } = rowKey;
    public string? ETag { get; init; }
    public Dictionary<string, object> Values { get; } = new(StringComparer.Ordinal);

    public object? this[string name]
    {
        get => Values.GetValueOrDefault(name);
        set
        {
            if (value is null)
                Values.Remove(name);
            else
                Values[name] = value;
        }
    }

    public string? String(string name) => Values.GetValueOrDefault(name) as string;
    public DateTimeOffset? Time(string name) => Values.TryGetValue(name, out var value) ? (DateTimeOffset)value : null;
    public long Long(string name) => Values.TryGetValue(name, out var value) ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) : 0;
    public bool Bool(string name) => Values.TryGetValue(name, out var value) && (bool)value;
    public byte[]? Binary(string name) => Values.GetValueOrDefault(name) as byte[];
}
