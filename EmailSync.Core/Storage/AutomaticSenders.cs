using System.Globalization;
using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Storage;

/// <summary>Automatic mails per sender and hour (R23). Messages are noted by their hash, so that counting one twice counts once.</summary>
public sealed class AutomaticSenders(ITables tables, TableKeys keys)
{
    private const int Kept = 32;
    private readonly ITable table = tables[TableNames.AutomaticSenders];

    /// <summary>How many others of this sender have been noted for the hour in which this one arrived.</summary>
    public async Task<int> CountOthersAsync(
        LocationId location, EmailAddress sender, MailboxId mailbox, ProviderMessageId message, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.AutomaticSender(location, sender.MatchKey), Hour(at), cancellationToken);
        var self = keys.ProviderMessage(mailbox, message);
        return row is null ? 0 : Read(row).Count(m => m != self);
    }

    public async Task NoteAsync(
        LocationId location, EmailAddress sender, MailboxId mailbox, ProviderMessageId message, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var pk = keys.AutomaticSender(location, sender.MatchKey);
        var self = keys.ProviderMessage(mailbox, message);
        while (true)
        {
            var row = await table.GetAsync(pk, Hour(at), cancellationToken);
            var noted = row is null ? [] : Read(row);
            if (noted.Contains(self) || noted.Count >= Kept)
                return;
            noted.Add(self);
            var next = new Row(pk, Hour(at)) { ["messages"] = JsonSerializer.Serialize(noted, StorageJson.Default.ListString) };
            if ((row is null ? await table.InsertAsync(next, cancellationToken) : await table.ReplaceAsync(next, row.ETag!, cancellationToken)) is not null)
                return;
        }
    }

    private static List<string> Read(Row row) => StorageJson.Read(row.String("messages") ?? "[]", StorageJson.Default.ListString);

    private static string Hour(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}
