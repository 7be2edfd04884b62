namespace EmailSync.Core.Providers;

public enum MessageChangeKind
{
    /// <summary>New in the mailbox, or new in the part of it that is looked at (left spam or trash, draft sent).</summary>
    Appeared,

    /// <summary>Read state or folder changed.</summary>
    StateChanged,

    /// <summary>Deleted for good; a move to trash is <see cref="StateChanged"/>.</summary>
    Gone,
}
