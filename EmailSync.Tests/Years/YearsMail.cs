namespace EmailSync.Tests.Years;

internal enum Wanted
{
    Yes,
    No,

    /// <summary>Under way when its mailbox was disconnected: once or not at all.</summary>
    MayBe,
}

/// <summary>A mail in an account of an owner.</summary>
/// <param name="Id">The provider's name of it.</param>
/// <param name="MessageId">The world's.</param>
/// <param name="Subject">No two have the same.</param>
internal sealed record YearsMail(string Account, string Id, string MessageId, string Subject, DateTimeOffset At);
