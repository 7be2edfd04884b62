namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>What a Graph call demands of the caller's permissions.</summary>
internal static class GraphScopes
{
    /// <summary>Any one of these permissions is enough; without one the call is refused.</summary>
    public static void Require(this GraphCaller caller, params ReadOnlySpan<string> anyOf)
    {
        foreach (var scope in anyOf)
        {
            if (caller.Scopes.Contains(scope))
                return;
        }

        throw new GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    }
}
