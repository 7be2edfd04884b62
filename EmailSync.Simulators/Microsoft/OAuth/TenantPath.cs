namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>The tenant of an endpoint's address: which accounts may sign in there.</summary>
internal static class TenantPath
{
    /// <summary>The one tenant of all personal accounts.</summary>
    public const string Personal = "9188040d-6c67-4c5b-b112-36a304b66dad";

    public static bool IsWellFormed(string tenant) =>
        tenant is "common" or "organizations" or "consumers" || Guid.TryParse(tenant, out _) || (tenant.Contains('.', StringComparison.Ordinal) && tenant[0] != '.');

    public static bool Admits(string tenant, MicrosoftAccount account) => tenant switch
    {
        "common" => true,
        "organizations" => account.Type == MicrosoftAccountType.Work,
        "consumers" => account.Type == MicrosoftAccountType.Personal,
        _ => tenant.Equals(account.TenantId, StringComparison.OrdinalIgnoreCase)
            || (account.Type == MicrosoftAccountType.Work && tenant.Equals(Domain(account.Address), StringComparison.OrdinalIgnoreCase)),
    };

    public static void Require(string tenant, MicrosoftAccount account)
    {
        if (!Admits(tenant, account))
            throw OAuthError.InvalidGrant(50020, "User account from identity provider does not exist in the tenant and cannot access the application in that tenant.");
    }

    private static string Domain(string address) => address[(address.LastIndexOf('@') + 1)..];
}
