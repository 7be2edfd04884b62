namespace EmailSync.Simulators.Microsoft;

internal interface IGraphAuthentication
{
    /// <summary>Reads <c>Authorization: Bearer …</c>; fails with <see cref="GraphError"/> 401 InvalidAuthenticationToken (with WWW-Authenticate).</summary>
    GraphCaller Authenticate(string? authorization);

    /// <summary>Whether the app still holds a live grant of the account: notifications of an account that revoked it are not delivered.</summary>
    bool HasGrant(MicrosoftAccount account, string clientId);
}
