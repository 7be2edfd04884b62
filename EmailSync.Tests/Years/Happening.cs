namespace EmailSync.Tests.Years;

/// <summary>Something that happens in the life of a mailbox, or to the whole installation (<see cref="Owner"/> is null then).</summary>
/// <param name="At">When, counted from the beginning.</param>
/// <param name="Owner">Whose mailbox, by number.</param>
internal abstract record Happening(TimeSpan At, int? Owner)
{
    /// <param name="Count">So many within a minute.</param>
    public sealed record MailComes(TimeSpan At, int Who, MailKind Kind, int Count) : Happening(At, Who);

    /// <param name="South">In the second location, where the owner has the mailbox too.</param>
    public sealed record Connects(TimeSpan At, int Who, bool South = false) : Happening(At, Who);

    /// <summary>R5: to the other of the owner's two accounts.</summary>
    public sealed record Moves(TimeSpan At, int Who) : Happening(At, Who);

    /// <summary>R6.</summary>
    public sealed record Disconnects(TimeSpan At, int Who, bool South = false) : Happening(At, Who);

    public sealed record Pauses(TimeSpan At, int Who, bool South = false) : Happening(At, Who);

    public sealed record Resumes(TimeSpan At, int Who, bool South = false) : Happening(At, Who);

    /// <summary>The password was changed: every grant is dead.</summary>
    public sealed record LosesGrant(TimeSpan At, int Who) : Happening(At, Who);

    /// <summary>R7.</summary>
    /// <param name="WrongFirst">The owner takes the other account first.</param>
    public sealed record SignsInAgain(TimeSpan At, int Who, bool WrongFirst) : Happening(At, Who);

    /// <summary>The provider forgets the watch without a word.</summary>
    public sealed record WatchVanishes(TimeSpan At, int Who) : Happening(At, Who);

    /// <summary>The provider forgets its history, right after mail has come that nobody has looked at.</summary>
    public sealed record CursorVanishes(TimeSpan At, int Who, int Mails) : Happening(At, Who);

    /// <summary>From now on, until <see cref="Clears"/>.</summary>
    public sealed record Clouds(TimeSpan At, int Who, Weather Weather) : Happening(At, Who);

    public sealed record Clears(TimeSpan At, int Who) : Happening(At, Who);

    /// <summary>Nothing runs, and who rings hears nobody.</summary>
    public sealed record GoesDown(TimeSpan At) : Happening(At, null);

    /// <summary>A redeployment, at the end of such a time or without one.</summary>
    public sealed record ComesUp(TimeSpan At) : Happening(At, null);

    /// <summary>The process dies after so many more writes, wherever it is then.</summary>
    /// <param name="HubIsLost">The engine has forgotten what was under way.</param>
    public sealed record DiesSoon(TimeSpan At, int Writes, bool HubIsLost) : Happening(At, null);
}

internal enum MailKind
{
    FromContact,

    /// <summary>In the thread of an earlier one.</summary>
    AnswerOfContact,

    FromStranger,

    /// <summary>The owner writes to the contact in a mail client.</summary>
    Written,

    /// <summary>Comes to the owner's account that is not the connected one.</summary>
    ToOtherAccount,
}

/// <summary>What a provider does to a mailbox for a while.</summary>
internal enum Weather
{
    PushesLost,
    PushesTwice,
    WatchesRefused,
    Throttled,
    ThrottledForLong,
    Unavailable,
    LosesAnswers,
}
