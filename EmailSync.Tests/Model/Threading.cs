namespace EmailSync.Tests.Model;

/// <summary>
/// R20: the nearest known ancestor in References, then the provider's thread. Choices: by the provider's thread a mail joins only what had begun when it
/// came, and only when it answers something; of several threads the one that began last; of several mails with one Message-ID the one that the provider has beside it is meant.
/// </summary>
internal static class Threading
{
    public static ModelThread? Find(IEnumerable<ModelThread> threads, MailCopy copy)
    {
        var all = threads.ToList();
        var beside = all.Where(t => t.Known.Any(k => k.Copy is { } other && other.Mailbox == copy.Mailbox && other.Thread == copy.Thread)).ToList();
        foreach (var ancestor in copy.Mail.References.Reverse())
        {
            var known = all.Where(t => t.Known.Any(k => k.Mail.MessageId == ancestor)).ToList();
            if (known.Count > 0)
                return known.FirstOrDefault(beside.Contains) ?? known[0];
        }
        return copy.Mail.References.Count == 0 ? null : beside.Where(t => t.Since <= copy.At).OrderBy(t => t.Since).LastOrDefault();
    }
}
