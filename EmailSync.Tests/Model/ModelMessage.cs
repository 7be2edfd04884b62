namespace EmailSync.Tests.Model;

/// <summary>A message of a conversation as the model has it.</summary>
internal sealed class ModelMessage(ModelThread thread, WrittenMail mail)
{
    public ModelThread Thread { get; } = thread;

    public WrittenMail Mail { get; } = mail;

    public List<(MailCopy Copy, string User)> Copies { get; } = [];

    public bool BornInCrm { get; init; }

    /// <summary>"Outbound" of the words of RULES.md: our own send, or one that a provider marks as sent.</summary>
    public bool IsOutbound => BornInCrm || Copies.Any(c => c.Copy.Sent);

    /// <summary>Everybody it names; a blind copy is known to its sender only.</summary>
    public IEnumerable<string> Recipients => BornInCrm ? Mail.Recipients : Copies.SelectMany(c => c.Copy.Recipients);

    /// <summary>R26.</summary>
    public bool IsTheSameAs(WrittenMail other) =>
        ReferenceEquals(Mail, other)
            ? other.MessageId is not null
            : other.MessageId is not null && Mail.MessageId == other.MessageId && SameAddress.Are(Mail.From, other.From)
                && Mail.Date == other.Date && Mail.Subject == other.Subject;
}

/// <summary>A thread inside the conversation of its owner.</summary>
internal sealed class ModelThread(ModelLocation location, ModelContact? owner)
{
    public ModelLocation Location { get; } = location;

    /// <summary>R19. Nobody for a thread that lives in another location only (R22).</summary>
    public ModelContact? Owner { get; } = owner;

    /// <summary>R22: what comes from here on stays out.</summary>
    public DateTimeOffset? DetachedAt { get; set; }

    public List<ModelMessage> Messages { get; } = [];

    /// <summary>Mails that are known to belong here without being in the conversation: those of another location's CRM (R22).</summary>
    public List<MailCopy> Foreign { get; } = [];

    public IEnumerable<(WrittenMail Mail, MailCopy? Copy)> Known =>
        Messages.SelectMany(m => m.Copies.Select(c => (m.Mail, (MailCopy?)c.Copy)).DefaultIfEmpty((m.Mail, null)))
            .Concat(Foreign.Select(c => (c.Mail, (MailCopy?)c)));
}
