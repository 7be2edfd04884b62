namespace EmailSync.Core.Mailboxes;

/// <summary>A sign-in that did not end in a grant; <see cref="Code"/> is a stable word that callers may see.</summary>
public sealed class OAuthException(string code, Exception? inner = null) : Exception(code, inner)
{
    public string Code { get; } = code;
}
