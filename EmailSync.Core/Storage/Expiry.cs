namespace EmailSync.Core.Storage;

/// <summary>
/// What is kept for a while only: uploads that no message used, the ledger's idempotency keys (R35), sign-ins that nobody finished. Each gets a pointer when it
/// is written, so that nothing is searched for when its time has come.
/// </summary>
public sealed class Expiry(DueStore due, UploadStore uploads, SendLedger ledger, BatchStore batches, OAuthStateStore signIns, TimeProvider time)
{
    private const char Separator = '.';
    private const string Upload = "upload";
    private const string Send = "send";
    private const string Batch = "batch";
    private const string SignIn = "sign-in";

    /// <summary>How long an idempotency key counts (R35).</summary>
    public static readonly TimeSpan KeysKept = TimeSpan.FromDays(90);

    private static readonly TimeSpan uploadsKept = TimeSpan.FromDays(1);

    /// <summary>Where a send is not finished by then, which only one that was ordered long ahead can be.</summary>
    private static readonly TimeSpan again = TimeSpan.FromDays(1);

    public Task ExpectUploadAsync(string blob, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Expire, $"{Upload}{Separator}{blob.Replace('/', Separator)}", time.GetUtcNow() + uploadsKept, cancellationToken);

    public Task ExpectSendAsync(string token, DateTimeOffset acceptedAt, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Expire, $"{Send}{Separator}{token}", acceptedAt + KeysKept, cancellationToken);

    /// <summary>R27: the send is gone already.</summary>
    public Task ExpectSendNoMoreAsync(string token, DateTimeOffset acceptedAt, CancellationToken cancellationToken) =>
        due.CancelAsync(DueKind.Expire, $"{Send}{Separator}{token}", acceptedAt + KeysKept, cancellationToken);

    public Task ExpectBatchAsync(string token, DateTimeOffset acceptedAt, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Expire, $"{Batch}{Separator}{token}", acceptedAt + KeysKept, cancellationToken);

    /// <param name="key">As <see cref="TableKeys.OAuthState"/> names the state.</param>
    internal static string SubjectOfSignIn(string key) => $"{SignIn}{Separator}{key}";

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
            case Batch when await batches.GetAsync(name, cancellationToken) is { FinishedAt: null }:
                await due.ScheduleAsync(DueKind.Expire, item.Subject, time.GetUtcNow() + again, cancellationToken);
                break;
            case Batch when await batches.GetAsync(name, cancellationToken) is { } batch:
                await batches.RemoveAsync(batch.Location, name, cancellationToken);
                break;
            case SignIn:
                await signIns.RemoveAsync(name, cancellationToken);
                break;
            default:
                break;
        }
        await due.DoneAsync(item, cancellationToken);
    }
}
