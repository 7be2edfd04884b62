namespace EmailSync.Core.Mailboxes;

/// <summary>Which account may be signed in where another is, or is not, connected (R5, R7). Pure.</summary>
public static class ConnectRules
{
    /// <param name="mode">What the sign-in is for.</param>
    /// <param name="connected">The mailbox that is connected now, or null.</param>
    /// <param name="signedIn">The account that the user signed in to.</param>
    /// <returns>A stable code; null when it may be.</returns>
    public static string? Refuse(ConnectMode mode, MailboxId? connected, MailboxId signedIn) => (mode, connected) switch
    {
        (ConnectMode.Reauthorize, null) => "not_connected",
        (_, null) => null,
        var (_, current) when current == signedIn => null,
        (ConnectMode.Connect, _) => "already_connected",
        (ConnectMode.Reauthorize, _) => "wrong_account",
        _ => null,
    };
}
