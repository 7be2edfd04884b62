using System.Globalization;
using System.Text.Json;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>
/// Automatic mails per sender and hour (R23). Messages are noted by their hash, so that counting one twice counts once, also when several mailboxes of the
/// location have it (R26).
/// </summary>
public sealed class AutomaticSenders(ITables tables, TableKeys keys)
{
    private const int Kept = 32;
    private readonly ITable table = tables[TableNames.AutomaticSenders];
    private readonly LocationTrail trail = new(tables, keys);

    /// <summary>
    /// Notes the message and says how many of this sender came before it in the hour in which it arrived. The row's version gives each its own place,
    /// so that lanes side by side cannot all take the last one.
    /// </summary>
    /// <param name="message">Tells the message from others, and is the same for each of its copies.</param>
    public async Task<int> RankAsync(
        LocationId location, EmailAddress sender, string message, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var pk = keys.AutomaticSender(location, sender.MatchKey);
        var self = keys.Fingerprint(message);
        while (true)
        {
            var row = await table.GetAsync(pk, Hour(at), cancellationToken);
            var noted = row is null ? [] : Read(row);
            if (noted.IndexOf(self) is >= 0 and var place)
                return place;
            if (noted.Count >= Kept)
                return Kept;
            noted.Add(self);
            var next = new Row(pk, Hour(at)) { ["messages"] = JsonSerializer.Serialize(noted, StorageJson.Default.ListString) };
            if ((row is null ? await InsertAsync(location, next, cancellationToken) : await table.ReplaceAsync(next, row.ETag!, cancellationToken)) is not null)
                return noted.Count - 1;
        }
    }

    /// <summary>Noted on either side of it: the sender may just be forgotten.</summary>
    private async Task<string?> InsertAsync(LocationId location, Row hour, CancellationToken cancellationToken)
    {
        await trail.NoteAsync(location, TrailKind.AutomaticSender, hour.PartitionKey, cancellationToken);
        var written = await table.InsertAsync(hour, cancellationToken);
        await trail.NoteAsync(location, TrailKind.AutomaticSender, hour.PartitionKey, cancellationToken);
        return written;
    }

    /// <summary>R27: nothing is known of this sender any more.</summary>
    public Task ForgetAsync(LocationId location, string matchKey, CancellationToken cancellationToken) =>
        RemoveAsync(location, keys.AutomaticSender(location, matchKey), cancellationToken);

    /// <summary>As <see cref="ForgetAsync"/>, for a sender that a trail led to.</summary>
    internal async Task RemoveAsync(LocationId location, string partition, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(partition, null, null, cancellationToken))
            await table.DeleteAsync(row.PartitionKey, row.RowKey, null, cancellationToken);
        await trail.RemoveAsync(location, TrailKind.AutomaticSender, partition, version: null, cancellationToken);
    }

    private static List<string> Read(Row row) => StorageJson.Read(row.String("messages") ?? "[]", StorageJson.Default.ListString);

    private static string Hour(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}
