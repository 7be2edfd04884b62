using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Reports;

namespace EmailSync.Core.Storage;

/// <summary>A report that waits in the row of the Message-ID that it names.</summary>
internal sealed record ReportDocument(string Mailbox, string Message, DateTimeOffset At, bool IsComplaint, IReadOnlyList<ReportedDocument> Recipients)
{
    public static ReportDocument Of(SentMailReport report) => new(
        report.Mailbox.Value, report.Message.Value, report.At, report.IsComplaint, [.. report.Recipients.Select(r => new ReportedDocument(r.Key, r.Failed))]);

    public SentMailReport ToReport() => new(
        new MailboxId(Mailbox), new ProviderMessageId(Message), At, IsComplaint, [.. (Recipients ?? []).Select(r => new NamedRecipient(r.Key, r.Failed))]);

    public bool IsSame(SentMailReport other) => Mailbox == other.Mailbox.Value && Message == other.Message.Value;
}

internal sealed record ReportedDocument(string Key, string? Failed);
