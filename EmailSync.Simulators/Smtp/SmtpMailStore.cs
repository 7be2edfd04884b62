namespace EmailSync.Simulators.Smtp;

/// <summary>Keeps the mails that came, the newest up to a number and a size; older ones make room.</summary>
internal sealed class SmtpMailStore
{
    public const int MaxMails = 20_000;
    public const long MaxBytes = 256L * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly LinkedList<(SmtpMail Mail, byte[] Raw)> kept = [];
    private long bytes;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SmtpMail> List()
    {
        lock (gate)
            return [.. kept.Select(entry => entry.Mail)];
    }

    public byte[]? Raw(string id)
    {
        lock (gate)
            return kept.FirstOrDefault(entry => entry.Mail.Id == id).Raw;
    }

    public void Add(SmtpMail mail, byte[] raw)
    {
        lock (gate)
        {
            kept.AddFirst((mail, raw));
            bytes += raw.Length;
            while (kept.Count > 1 && (kept.Count > MaxMails || bytes > MaxBytes))
            {
                bytes -= kept.Last!.Value.Raw.Length;
                kept.RemoveLast();
            }
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            kept.Clear();
            bytes = 0;
        }
    }
}
