using System.Globalization;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Smtp;

/// <summary>The state of the SMTP sink: takes mail in, keeps it, and hands it to the simulated mailboxes.</summary>
public sealed class SmtpSink
{
    private readonly ISimulatorEvents? events;
    private readonly MailWorld world;
    private readonly SmtpMailStore store = new();
    private long lastNumber;
    private int connections;

    internal SmtpSink(TimeProvider clock, MailWorld world, ISimulatorEvents? events)
    {
        (Clock, this.world, this.events) = (clock, world, events);
    }

    public FaultBook Faults { get; } = new();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SmtpMail> Mails => store.List();

    /// <summary>Connections that have been made, from the beginning.</summary>
    public int Connections => Volatile.Read(ref connections);

    internal TimeProvider Clock { get; }

    internal SmtpAccounts Accounts { get; } = new();

    /// <summary>From here on only this password lets this user in, and nobody without one.</summary>
    public void AddAccount(string user, string password) => Accounts.Set(user, password);

    /// <summary>From here on everybody is let in.</summary>
    public void RemoveAccounts() => Accounts.Clear();

    /// <summary>The mail byte for byte as it came; null where it is not kept.</summary>
    public byte[]? Raw(string id) => store.Raw(id);

    public void ClearMails() => store.Clear();

    /// <summary>Takes a mail: it is kept, and in the mailboxes of its recipients, when this returns.</summary>
    internal SmtpMail Take(SmtpEnvelope envelope, byte[] raw, string client, string? user)
    {
        var now = Clock.GetUtcNow();
        var number = Interlocked.Increment(ref lastNumber);
        var id = number.ToString("x8", CultureInfo.InvariantCulture);
        var parsed = RawMail.Parse(raw);
        var mail = new SmtpMail(id, envelope.From, [.. envelope.To], MailHeaders.Subject(parsed), now, raw.Length, user);
        store.Add(mail, raw);
        Report(SimulatorEventKind.MailSent, envelope.From.Length > 0 ? envelope.From : "<>", id);

        var received = SmtpTrace.Received(client, id, user is not null, envelope.Utf8, now);
        var copy = parsed.WithTrace([received]).Bytes;
        var unknown = world.Post(envelope.From.Length > 0 ? envelope.From : null, envelope.To, _ => copy);
        ReportUndelivered(mail, unknown, parsed, now);
        return mail;
    }

    internal void Connected() => Interlocked.Increment(ref connections);

    internal void Report(SimulatorEventKind kind, string? mailbox, string detail) =>
        events?.Happened(new SimulatorEvent(Clock.GetUtcNow(), kind, mailbox, detail) { Service = SimulatedService.Smtp });

    /// <summary>A delivery report goes to the envelope sender; one about a report would go round for ever, so there is none.</summary>
    private void ReportUndelivered(SmtpMail mail, IReadOnlyList<string> unknown, RawMail original, DateTimeOffset now)
    {
        if (unknown.Count == 0 || mail.From.Length == 0)
            return;
        Report(SimulatorEventKind.MailBounced, mail.From, mail.Id);
        var report = DeliveryReport.Build(mail, unknown, original, now);
        world.Post(null, [mail.From], _ => report);
    }
}
