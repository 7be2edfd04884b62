using EmailSync.Core.Directory.Imports;
using EmailSync.Core.Sending.Batches;

namespace EmailSync.Core.Storage;

/// <summary>
/// What is kept for a while only: uploads that no message used, the ledger's idempotency keys (R35), sign-ins that nobody finished, batches and imports that are over or were never entered, and the log of
/// events. Each gets a pointer when it
/// is written, so that nothing is searched for when its time has come.
/// </summary>
public sealed class Expiry(
    DueStore due,
    UploadStore uploads,
    SendLedger ledger,
    BatchStore batches,
    BatchContents contents,
    ImportStore imports,
    ImportContents importContents,
    OAuthStateStore signIns,
    EventLogStore events,
    SetAsideStore aside,
    DeliveryLog deliveries,
    TimeProvider time)
{
    private const char Separator = '.';
    private const string Upload = "upload";
    private const string Send = "send";
    private const string BatchOf = "batch";
    private const string Import = "import";
    private const string SignIn = "sign-in";
    private const string Events = "events";
    private const string SetAside = "set-aside";
    private const string Deliveries = "deliveries";

    /// <summary>How long an idempotency key counts (R35).</summary>
    public static readonly TimeSpan KeysKept = TimeSpan.FromDays(90);

    /// <summary>How long an import that is over says what was wrong with it.</summary>
    public static readonly TimeSpan ImportsKept = TimeSpan.FromDays(7);

    private static readonly TimeSpan uploadsKept = TimeSpan.FromDays(1);

    /// <summary>What was given with a batch or an import that was never entered; all else goes with it.</summary>
    private static readonly TimeSpan unenteredKept = TimeSpan.FromDays(1);

    /// <summary>Where a send is not finished by then, which only one that was ordered long ahead can be.</summary>
    private static readonly TimeSpan again = TimeSpan.FromDays(1);

    public Task ExpectUploadAsync(string blob, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Expire, $"{Upload}{Separator}{blob.Replace('/', Separator)}", time.GetUtcNow() + uploadsKept, cancellationToken);

    public Task ExpectSendAsync(string token, DateTimeOffset acceptedAt, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Expire, $"{Send}{Separator}{token}", acceptedAt + KeysKept, cancellationToken);

    /// <summary>R27: the send is gone already.</summary>
    public Task ExpectSendNoMoreAsync(string token, DateTimeOffset acceptedAt, CancellationToken cancellationToken) =>
        due.CancelAsync(DueKind.Expire, $"{Send}{Separator}{token}", acceptedAt + KeysKept, cancellationToken);

    public Task ExpectBatchAsync(Batch batch, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Expire, SubjectOf(batch), batch.AcceptedAt + unenteredKept, cancellationToken);

    /// <summary>R27: the batch goes with its location.</summary>
    public async Task ExpectBatchNoMoreAsync(Batch batch, CancellationToken cancellationToken)
    {
        await due.CancelAsync(DueKind.Expire, SubjectOf(batch), batch.AcceptedAt + unenteredKept, cancellationToken);
        await due.CancelAsync(DueKind.Expire, SubjectOf(batch), batch.AcceptedAt + KeysKept, cancellationToken);
    }

    public Task ExpectImportAsync(ContactImport import, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Expire, SubjectOf(import), import.AcceptedAt + unenteredKept, cancellationToken);

    /// <summary>R27: the import goes with its location.</summary>
    public async Task ExpectImportNoMoreAsync(ContactImport import, CancellationToken cancellationToken)
    {
        await due.CancelAsync(DueKind.Expire, SubjectOf(import), import.AcceptedAt + unenteredKept, cancellationToken);
        await due.CancelAsync(DueKind.Expire, SubjectOf(import), import.AcceptedAt + ImportsKept, cancellationToken);
    }

    /// <param name="key">As <see cref="TableKeys.OAuthState"/> names the state.</param>
    internal static string SubjectOfSignIn(string key) => $"{SignIn}{Separator}{key}";

    /// <param name="partition">As <see cref="TableKeys.Events"/> names the log.</param>
    internal static string SubjectOfEvents(string partition) => $"{Events}{Separator}{partition}";

    /// <param name="partition">As <see cref="TableKeys.SetAside"/> names it.</param>
    internal static string SubjectOfSetAside(string partition) => $"{SetAside}{Separator}{partition}";

    /// <param name="partition">As <see cref="TableKeys.Deliveries"/> names the day.</param>
    internal static string SubjectOfDeliveries(string partition) => $"{Deliveries}{Separator}{partition}";

    /// <summary>Its time has come. May be repeated.</summary>
    public async Task CarryOutAsync(DueItem item, CancellationToken cancellationToken)
    {
        var name = item.Subject[(item.Subject.IndexOf(Separator, StringComparison.Ordinal) + 1)..];
        switch (item.Subject.Split(Separator)[0])
        {
            case Upload:
                await uploads.RemoveAsync(name.Replace(Separator, '/'), cancellationToken);
                break;
            case Send when !await ledger.RemoveFinishedAsync(name, time.GetUtcNow() - KeysKept, cancellationToken):
                await due.ScheduleAsync(DueKind.Expire, item.Subject, time.GetUtcNow() + again, cancellationToken);
                break;
            case BatchOf when await ExpireBatchAsync(item, name.Replace(Separator, '/'), cancellationToken):
                // There is more of it than a sweep takes away.
                return;
            case Import:
                await ExpireImportAsync(item, name.Replace(Separator, '/'), cancellationToken);
                break;
            case Events when await events.PurgeAsync(name, cancellationToken):
                return;
            case SetAside when await aside.PurgeAsync(name, cancellationToken):
                return;
            case Deliveries:
                await deliveries.PurgeAsync(name, cancellationToken);
                break;
            case SignIn:
                await signIns.RemoveAsync(name, cancellationToken);
                break;
            default:
                break;
        }
        await due.DoneAsync(item, cancellationToken);
    }

    /// <summary>A pointer speaks of one attempt to enter a batch: another one under the same key has its own.</summary>
    /// <returns>True when there is more to take away.</returns>
    private async Task<bool> ExpireBatchAsync(DueItem item, string folder, CancellationToken cancellationToken)
    {
        var parts = folder.Split('/');
        if (await batches.GetAsync(parts[^2], cancellationToken) is { } batch && batch.Content == parts[^1])
        {
            var now = time.GetUtcNow();
            var end = batch.AcceptedAt + KeysKept;
            if (end > now || batch.FinishedAt is null)
            {
                await due.ScheduleAsync(DueKind.Expire, item.Subject, end > now ? end : now + again, cancellationToken);
                return false;
            }
            if (await batches.RemoveFinishedAsync(batch.Location, batch.Token, cancellationToken))
                return true;
        }
        return await contents.RemoveAsync(folder + "/", cancellationToken);
    }

    private async Task ExpireImportAsync(DueItem item, string folder, CancellationToken cancellationToken)
    {
        if (await imports.GetAsync(folder.Split('/')[^1], cancellationToken) is { } import)
        {
            var now = time.GetUtcNow();
            var end = import.AcceptedAt + ImportsKept;
            if (end > now || import.FinishedAt is null)
            {
                await due.ScheduleAsync(DueKind.Expire, item.Subject, end > now ? end : now + again, cancellationToken);
                return;
            }
            await imports.RemoveAsync(import.Location, import.Token, cancellationToken);
        }
        await importContents.RemoveAllAsync(folder + "/", cancellationToken);
    }

    private string SubjectOf(ContactImport import) => $"{Import}{Separator}{importContents.FolderOf(import.Location, import.Token).TrimEnd('/').Replace('/', Separator)}";

    private string SubjectOf(Batch batch) => $"{BatchOf}{Separator}{contents.FolderOf(batch).TrimEnd('/').Replace('/', Separator)}";
}
