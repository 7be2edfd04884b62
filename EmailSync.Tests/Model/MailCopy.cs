namespace EmailSync.Tests.Model;

/// <summary>A mail in a mailbox, as its provider keeps it. Two copies are never equal.</summary>
/// <param name="id">The provider's name of the message.</param>
/// <param name="thread">The provider's name of the thread.</param>
/// <param name="at">When the provider took it in.</param>
/// <param name="sent">It carries the provider's mark of being sent by this account.</param>
internal sealed class MailCopy(ModelMailbox mailbox, WrittenMail mail, string id, string thread, DateTimeOffset at, bool sent)
{
    public ModelMailbox Mailbox { get; } = mailbox;

    public WrittenMail Mail { get; } = mail;

    public string Id { get; } = id;

    public string Thread { get; } = thread;

    public DateTimeOffset At { get; } = at;

    public bool Sent { get; } = sent;

    /// <summary>Whom this copy names: Bcc is told in the sender's own only.</summary>
    public IReadOnlyList<string> Recipients => Sent ? [.. Mail.Recipients] : [.. Mail.To, .. Mail.Cc];

    public override string ToString() => $"{Mail} in {Mailbox.Address}";
}
