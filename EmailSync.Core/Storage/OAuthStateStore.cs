using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>Sign-ins that are under way. A state can be taken once.</summary>
public sealed class OAuthStateStore(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.OAuthStates];

    private readonly DueStore due = new(tables);

    public async Task SaveAsync(string state, ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        // Most who do not finish a sign-in do not say so.
        var key = keys.OAuthState(state);
        await due.ScheduleAsync(DueKind.Expire, Expiry.SubjectOfSignIn(key), attempt.ExpiresAt, cancellationToken);
        await table.UpsertAsync(Write(key, attempt, isTaken: false), cancellationToken);
    }

    /// <param name="key">As <see cref="TableKeys.OAuthState"/> names the state.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task RemoveAsync(string key, CancellationToken cancellationToken) => table.DeleteAsync(key, "state", null, cancellationToken);

    public async Task<ConnectAttempt?> GetAsync(string state, CancellationToken cancellationToken) =>
        await table.GetAsync(keys.OAuthState(state), "state", cancellationToken) is { } row && !row.Bool("taken") ? Read(row) : null;

    /// <summary>
    /// Takes a state; null when it is unknown or somebody took it already. The row is marked first: of two who delete a row, both see it gone.
    /// </summary>
    public async Task<ConnectAttempt?> TakeAsync(string state, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.OAuthState(state), "state", cancellationToken);
        if (row is null || row.Bool("taken"))
            return null;
        var attempt = Read(row);
        if (await table.ReplaceAsync(Write(row.PartitionKey, attempt, isTaken: true), row.ETag!, cancellationToken) is null)
            return null;
        await table.DeleteAsync(row.PartitionKey, row.RowKey, null, cancellationToken);
        return attempt;
    }

    private static Row Write(string partition, ConnectAttempt attempt, bool isTaken) => new(partition, "state")
    {
        ["location"] = attempt.Location.Value,
        ["user"] = attempt.User.Value,
        ["provider"] = attempt.Provider.ToString(),
        ["mode"] = attempt.Mode.ToString(),
        ["returnUrl"] = attempt.ReturnUrl,
        ["loginHint"] = attempt.LoginHint,
        ["browser"] = attempt.BrowserHash,
        ["expiresAt"] = attempt.ExpiresAt,
        ["taken"] = isTaken,
    };

    private static ConnectAttempt Read(Row row) => new(
        new LocationId(row.String("location") ?? ""),
        new UserId(row.String("user") ?? ""),
        Enum.Parse<MailProviderName>(row.String("provider") ?? ""),
        Enum.TryParse<ConnectMode>(row.String("mode"), out var mode) ? mode : ConnectMode.Connect,
        row.String("returnUrl") ?? "",
        row.String("loginHint"),
        row.String("browser"),
        row.Time("expiresAt") ?? default);
}
