namespace EmailSync.Core.Providers.Outlook;

/// <summary>The person who signed in, as Graph's <c>/me</c> names them.</summary>
internal sealed record MicrosoftAccount(string? Mail, string? UserPrincipalName)
{
    public override string ToString() => nameof(MicrosoftAccount);
}
