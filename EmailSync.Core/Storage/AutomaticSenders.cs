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
            if ((row is null ? await table.InsertAsync(next, cancellationToken) : await table.ReplaceAsync(next, row.ETag!, cancellationToken)) is not null)
                return noted.Count - 1;
        }
    }

    /// <summary>R27: nothing is known of this sender any more.</summary>
    public async Task ForgetAsync(LocationId location, string matchKey, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(keys.AutomaticSender(location, matchKey), null, null, cancellationToken))
            await table.DeleteAsync(row.PartitionKey, row.RowKey, null, cancellationToken);
    }

    private static List<string> Read(Row row) => StorageJson.Read(row.String("messages") ?? "[]", StorageJson.Default.ListString);

    private static string Hour(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}
