namespace EmailSync.Core.Storage;

/// <summary>Where secrets stand that <see cref="ITokenProtector"/> protects; each is bound to its row's partition and to its purpose.</summary>
/// <param name="Columns">Columns and their purposes.</param>
internal sealed record ProtectedRows(string Table, string RowKey, IReadOnlyDictionary<string, string> Columns)
{
    public static readonly IReadOnlyList<ProtectedRows> All =
    [
        new(TableNames.Tokens, "grant", new Dictionary<string, string> { ["RefreshToken"] = "refresh_token", ["AccessToken"] = "access_token" }),
        new(TableNames.Directory, "location", new Dictionary<string, string>
        {
            [WebhookColumns.Secret] = "webhook-secret",
            [WebhookColumns.FormerSecret] = "webhook-secret",
            [LocationProviderColumns.Password] = "provider-password",
        }),

        // A rotation that is under way counts its places: what is new comes last.
        new(TableNames.Tokens, RefusedGrants.RowKey, new Dictionary<string, string> { [RefusedGrants.Column] = RefusedGrants.Purpose }),
    ];
}
