namespace EmailSync.Tests.Model;

/// <summary>
/// R20: the nearest known ancestor in References, then the provider's thread. Choices: by the provider's thread a mail joins only when it answers something,
/// and only what had begun there when it came; of several threads the one that began last, of those of its own people if
/// there are any; of several mails with one Message-ID the one that the provider has beside it is meant.
/// </summary>
internal static class Threading
{
    public static ModelThread? Find(IEnumerable<ModelThread> threads, MailCopy copy, IReadOnlyList<ModelContact> people)
    {
        var all = threads.ToList();
        var beside = all.Where(t => Beside(t, copy).Any()).ToList();
        foreach (var ancestor in copy.Mail.References.Reverse())
        {
            var known = all.Where(t => t.Known.Any(k => k.Mail.MessageId == ancestor)).ToList();
            if (known.Count > 0)
                return known.FirstOrDefault(beside.Contains) ?? known[0];
        }
        if (copy.Mail.References.Count == 0)
            return null;
        var begun = beside.Where(t => BegunBeside(t, copy) <= copy.At).OrderBy(t => BegunBeside(t, copy)).ToList();
        return begun.LastOrDefault(t => t.Owner is not null && people.Contains(t.Owner)) ?? begun.LastOrDefault();
    }

    private static DateTimeOffset BegunBeside(ModelThread thread, MailCopy copy) => Beside(thread, copy).Min(c => c.At);

    private static IEnumerable<MailCopy> Beside(ModelThread thread, MailCopy copy) =>
        thread.Known.Select(k => k.Copy).OfType<MailCopy>().Where(c => c.Mailbox == copy.Mailbox && c.Thread == copy.Thread);
}
