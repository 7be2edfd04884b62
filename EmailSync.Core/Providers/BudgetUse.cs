namespace EmailSync.Core.Providers;

public enum BudgetUse
{
    /// <summary>Reading mail: may be any amount and can wait.</summary>
    Reading,

    /// <summary>Somebody waits for it: a mail to be sent, a mailbox to be connected.</summary>
    Interactive,
}
