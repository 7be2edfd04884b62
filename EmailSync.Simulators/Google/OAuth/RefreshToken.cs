namespace EmailSync.Simulators.Google.OAuth;

internal sealed record RefreshToken(string Address, IReadOnlyList<string> Scopes, long Order)
{
    public DateTimeOffset UsedAt { get; set; }
}
