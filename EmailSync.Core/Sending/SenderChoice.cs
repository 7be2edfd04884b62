using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sending;

/// <summary>From where a mail goes out, or the stable code of why it does not.</summary>
public sealed record SenderChoice(MessageVia? Via, string? Refusal)
{
    private static readonly SenderChoice mailbox = new(MessageVia.Mailbox, null);

    /// <summary>R30 to R33 as one table (docs/senders.md).</summary>
    public static SenderChoice Of(SenderFacts facts) => facts switch
    {
        { Kind: MessageKind.Workflow } => Location(facts),

        // R31, and R32 for every address but the mailbox's own.
        { Kind: MessageKind.Bulk, Provider: not MailProviderName.Outlook } => Location(facts),
        { Kind: MessageKind.Bulk, From: not FromAddress.Connected } => Location(facts),

        { Mailbox: SenderMailbox.None } => Location(facts),
        { Mailbox: SenderMailbox.ReauthRequired } => Refuse("reauth_required"),
        { Mailbox: SenderMailbox.Paused } => Refuse("paused"),
        { From: FromAddress.Other } => Refuse("from_not_owned"),
        _ => mailbox,
    };

    private static SenderChoice Location(SenderFacts facts) =>
        facts.HasLocationProvider ? new SenderChoice(MessageVia.LocationProvider, null) : Refuse("no_location_provider");

    private static SenderChoice Refuse(string code) => new(null, code);
}
