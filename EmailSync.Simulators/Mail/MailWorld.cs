namespace EmailSync.Simulators.Mail;

/// <summary>The post between simulated providers: a mail for an address goes to whoever has a mailbox for it.</summary>
public sealed class MailWorld
{
    private readonly Lock gate = new();
    private readonly List<IPostalSite> sites = [];

    public void Register(IPostalSite site)
    {
        lock (gate)
            sites.Add(site);
    }

    public IPostalMailbox? FindMailbox(string address)
    {
        IPostalSite[] all;
        lock (gate)
            all = [.. sites];
        return all.Select(site => site.FindMailbox(address)).FirstOrDefault(mailbox => mailbox is not null);
    }

    /// <summary>
    /// Delivers one copy per mailbox, however many of its addresses are named, and returns the recipients that nobody knows.
    /// <paramref name="copyFor"/> makes the bytes that this recipient may see.
    /// </summary>
    public IReadOnlyList<string> Post(string? returnPath, IEnumerable<string> recipients, Func<string, ReadOnlyMemory<byte>> copyFor)
    {
        var served = new HashSet<IPostalMailbox>(ReferenceEqualityComparer.Instance);
        var unknown = new List<string>();
        foreach (var recipient in recipients.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (FindMailbox(recipient) is not { } mailbox)
                unknown.Add(recipient);
            else if (served.Add(mailbox))
                mailbox.Receive(copyFor(recipient), returnPath, recipient);
        }

        return unknown;
    }
}
