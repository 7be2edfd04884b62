namespace EmailSync.Core.Providers;

/// <summary>What a mailbox's limit is spent on. Whoever comes first here goes first, and finds a share that those after it have left.</summary>
public enum BudgetUse
{
    /// <summary>Somebody waits for it: a mail to be sent, a mailbox to be connected.</summary>
    Interactive,

    /// <summary>New mail, and finding out whether there is any.</summary>
    Reading,

    /// <summary>Mail that has been there for a while: catching up, filling in, what was put off. May be any amount and can wait.</summary>
    OldMail,
}
