using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>Sign-ins that are under way. A state can be taken once.</summary>
public sealed class OAuthStateStore(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.OAuthStates];

    public async Task SaveAsync(string state, ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        var row = new Row(keys.OAuthState(state), "state")
        {
            ["location"] = attempt.Location.Value,
            ["user"] = attempt.User.Value,
            ["provider"] = attempt.Provider.ToString(),
            ["returnUrl"] = attempt.ReturnUrl,
            ["loginHint"] = attempt.LoginHint,
            ["browser"] = attempt.BrowserHash,
            ["expiresAt"] = attempt.ExpiresAt,
        };
        await table.UpsertAsync(row, cancellationToken);
    }

    public async Task<ConnectAttempt?> GetAsync(string state, CancellationToken cancellationToken) =>
        await table.GetAsync(keys.OAuthState(state), "state", cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Takes a state out; null when it is unknown or somebody took it already.</summary>
    public async Task<ConnectAttempt?> TakeAsync(string state, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.OAuthState(state), "state", cancellationToken);
        return row is not null && await table.DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken) ? Read(row) : null;
    }

    private static ConnectAttempt Read(Row row) => new(
        new LocationId(row.String("location") ?? ""),
        new UserId(row.String("user") ?? ""),
        Enum.Parse<MailProviderName>(row.String("provider") ?? ""),
        row.String("returnUrl") ?? "",
        row.String("loginHint"),
        row.String("browser"),
        row.Time("expiresAt") ?? default);
}
