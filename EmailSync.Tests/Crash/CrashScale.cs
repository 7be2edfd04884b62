namespace EmailSync.Tests.Crash;

/// <summary>How much happens in a run, and how much goes wrong. Everything that is drawn by lot comes from <see cref="Seed"/>.</summary>
internal sealed record CrashScale(int Seed, int Mails, int Sends, int Kills, int HubLosses)
{
    public int UsersPerLocation { get; init; } = 3;

    public int ContactsPerLocation { get; init; } = 8;

    public TimeSpan MailPause { get; init; } = TimeSpan.FromMilliseconds(200);
}
