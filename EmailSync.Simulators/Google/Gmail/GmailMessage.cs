using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>A stored message. Raw bytes never change; labels are replaced as a whole, so that history can keep what stood.</summary>
internal sealed class GmailMessage(ulong number, string threadId, RawMail mail, long internalDate, string[] labels)
{
    private string? snippet;
    private string? subjectKey;

    public ulong Number { get; } = number;

    public string Id { get; } = GmailIds.Hex(number);

    public string ThreadId { get; } = threadId;

    public RawMail Mail { get; } = mail;

    public long InternalDate { get; } = internalDate;

    public ulong HistoryId { get; set; }

    public string[] Labels { get; set; } = labels;

    public string? MessageIdHeader { get; } = MailHeaders.MessageId(mail);

    public string SubjectKey => subjectKey ??= MailHeaders.SubjectKey(Mail);

    public string Snippet => snippet ??= MessageBody.Snippet(Mail.Bytes);

    public bool Has(string label) => Array.IndexOf(Labels, label) >= 0;
}
