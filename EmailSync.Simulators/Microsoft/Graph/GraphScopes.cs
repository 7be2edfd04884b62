namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Permissions by their short names; tokens may hold the long ones.</summary>
internal static class GraphScopes
{
    private const string LongPrefix = "https://graph.microsoft.com/";

    public static readonly string[] User = ["User.Read", "User.ReadWrite"];
    public static readonly string[] Read = ["Mail.Read", "Mail.ReadWrite"];
    public static readonly string[] Write = ["Mail.ReadWrite"];
    public static readonly string[] Send = ["Mail.Send"];

    public static bool Holds(GraphCaller caller, string[] anyOf) => caller.Scopes.Any(scope =>
        anyOf.Contains(scope.StartsWith(LongPrefix, StringComparison.OrdinalIgnoreCase) ? scope[LongPrefix.Length..] : scope, StringComparer.OrdinalIgnoreCase));
}
