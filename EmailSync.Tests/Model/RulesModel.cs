namespace EmailSync.Tests.Model;

/// <summary>
/// The sync rules once more: from RULES.md alone, slow and straightforward, over plain lists, with the whole history before its eyes. It knows nothing of
/// how the product decides. Where RULES.md leaves a choice, a comment names the one that was made.
/// </summary>
internal sealed class RulesModel(ModelPeople people)
{
    private readonly Dictionary<MailCopy, string> folders = [];
    private readonly List<MailCopy> unseen = [];
    private readonly List<ModelThread> threads = [];
    private readonly List<Happening.SentByCrm> crmSends = [];
    private readonly Dictionary<(ModelConnection Connection, MailCopy Copy), Verdict> verdicts = [];
    private readonly List<(string? MessageId, MailCopy Copy)> news = [];

    public IReadOnlyList<ModelThread> Threads => threads;

    public IReadOnlyDictionary<(ModelConnection Connection, MailCopy Copy), Verdict> Verdicts => verdicts;

    public void Play(IEnumerable<Happening> history)
    {
        foreach (var happening in history)
        {
            switch (happening)
            {
                case Happening.Arrived { Copy: var copy, Folder: var folder }:
                    folders[copy] = folder;
                    unseen.Add(copy);
                    break;
                case Happening.Moved { Copy: var copy, Folder: var folder }:
                    folders[copy] = folder;
                    unseen.Remove(copy);
                    unseen.Add(copy);
                    break;
                case Happening.LookedAt { Mailbox: var mailbox }:
                    LookAt(mailbox);
                    break;
                case Happening.SentByCrm sent:
                    Send(sent);
                    break;
            }
        }
    }

    private void LookAt(ModelMailbox mailbox)
    {
        foreach (var copy in unseen.Where(c => c.Mailbox == mailbox).ToList())
        {
            unseen.Remove(copy);
            foreach (var connection in ConnectionsOf(mailbox))
            {
                // What is synced stays, wherever it is moved (R25).
                if (!verdicts.TryGetValue((connection, copy), out var before) || !before.Synced)
                    verdicts[(connection, copy)] = Judge(connection, copy, before);
            }
        }
        AskAgain();
    }

    /// <summary>R10: what was left out is decided again when something of its thread has become known, until nothing changes any more.</summary>
    private void AskAgain()
    {
        while (news.Count > 0)
        {
            var known = news.ToList();
            news.Clear();
            var woken = verdicts.Where(v => !v.Value.Synced && !unseen.Contains(v.Key.Copy))
                .Where(v => known.Any(k => IsRelated(v.Key.Copy, k.MessageId, k.Copy)) && IsKnown(v.Key.Connection.Location, v.Key.Copy))
                .Select(v => v.Key.Copy).Distinct().OrderBy(c => c.At).ToList();

            // Choice: what is decided again for one location is decided again for all.
            foreach (var copy in woken)
            {
                foreach (var connection in ConnectionsOf(copy.Mailbox).Where(c => !verdicts[(c, copy)].Synced))
                    verdicts[(connection, copy)] = Judge(connection, copy, verdicts[(connection, copy)]);
            }
        }
    }

    private bool IsKnown(ModelLocation location, MailCopy copy) => Same(location, copy.Mail) is not null || Find(location, copy) is not null;

    private static bool IsRelated(MailCopy copy, string? id, MailCopy known) =>
        (id is not null && (copy.Mail.MessageId == id || copy.Mail.References.Contains(id)))
        || (copy.Mailbox == known.Mailbox && copy.Thread == known.Thread);

    private void Note(ModelMessage message, MailCopy copy, string user)
    {
        message.Copies.Add((copy, user));
        news.Add((message.Mail.MessageId, copy));
    }

    /// <summary>R10: an individual mail of the CRM, in the thread that it answers or in a new one.</summary>
    private void Send(Happening.SentByCrm sent)
    {
        crmSends.Add(sent);
        var (location, copy) = (sent.Connection.Location, sent.Copy);
        var thread = sent.Answers is { } answered ? Same(location, answered)?.Thread : null;
        thread ??= Begin(location, sent.Contact);
        var message = new ModelMessage(thread, copy.Mail) { BornInCrm = true };
        Note(message, copy, sent.Connection.User);
        thread.Messages.Add(message);
        AskAgain();
    }

    private Verdict Judge(ModelConnection connection, MailCopy copy, Verdict? before)
    {
        var (location, mail) = (connection.Location, copy.Mail);

        // R8, R23: what it is and where it stands. Both win over everything; where both hold, either may be named.
        if (copy.At < connection.ConnectedAt)
            return Verdict.Unseen("before_connection", folders[copy] is "inbox" or "sent" ? null : Verdict.Unseen(folders[copy], null));
        if (folders[copy] is "spam" or "trash")
            return Verdict.Unseen(folders[copy], before);

        if (ElsewhereOnly(connection, copy) is { } elsewhere)
            return elsewhere;
        var same = Same(location, mail);

        // R15: what the CRM sent is kept, to whomever; choice: that holds for the copy of a colleague, too.
        if (same is { BornInCrm: true })
            return Join(same, connection, copy, Verdict.In("own_send"));

        // R22 before R26; choice: a thread that has ended in this mailbox stays so, whatever another mailbox has of the same mail.
        var beside = Find(location, copy);
        var thread = same?.Thread ?? beside;
        var within = Internal(location, copy, thread);
        if (beside?.DetachedAt <= copy.At)
            return new Verdict(false, within is null ? ["thread_detached"] : ["thread_detached", within]);
        if (within is not null)
            return Verdict.Out(within);
        if (TooLarge(connection, copy) && WouldSync(connection, copy, same, thread))
            return Verdict.Out("attachment_too_large");
        if (same is not null)
            return Join(same, connection, copy, Verdict.AnotherCopy);

        var (owner, why, into) = Place(connection, copy, thread);
        if (owner is null)
            return Verdict.Out(why);
        if (mail.Automatic && !copy.Sent && IsLoop(location, copy))
            return Verdict.Out("loop");
        into ??= Begin(location, owner);
        var message = new ModelMessage(into, mail);
        Note(message, copy, connection.User);
        into.Messages.Add(message);
        return Verdict.In(why);
    }

    /// <summary>R26: one message, with each user's copy, however that user stands to the contact.</summary>
    private Verdict Join(ModelMessage same, ModelConnection connection, MailCopy copy, Verdict verdict)
    {
        if (same.Copies.All(c => c.Copy != copy))
            Note(same, copy, connection.User);
        return verdict;
    }

    /// <summary>In whose conversation it belongs and why, and in which thread if there is one; nobody and why not.</summary>
    private (ModelContact? Owner, string Why, ModelThread? Into) Place(ModelConnection connection, MailCopy copy, ModelThread? thread)
    {
        var location = connection.Location;
        var threadsOnly = !connection.Mailbox.IsGmail && !location.OutlookTwoWaySync;
        var logged = !threadsOnly && Log(connection, copy);

        if (thread is not null)
        {
            if (copy.Sent && ForwardedTo(location, copy, thread) is { } receiver)
                return threadsOnly ? (null, "two_way_sync_off", null) : (receiver, "forward", null);
            return (thread.Owner, "thread_is_synced", thread);
        }

        var (contact, reason) = copy.Sent ? Outbound(location, copy) : Inbound(connection, copy);
        if (contact is not null && threadsOnly)
            return (null, "two_way_sync_off", null);
        return (contact, contact is not null && logged ? "logging_address" : reason, null);
    }

    /// <summary>R11, R17, R18, R19, R21.</summary>
    private (ModelContact? Contact, string Reason) Inbound(ModelConnection connection, MailCopy copy)
    {
        var owners = OwnersOf(connection.Location, copy.Mail.From);
        if (owners.Count == 0)
            return (null, copy.Recipients.Any(r => OwnersOf(connection.Location, r).Count > 0) ? "from_not_a_contact" : "no_known_contact");
        var policy = connection.Mailbox.IsGmail ? connection.Location.GmailAssignment : connection.Location.OutlookAssignment;
        var asked = policy == "always" || (policy == "multiLocation" && ConnectionsOf(connection.Mailbox).Select(c => c.Location).Distinct().Count() > 1);
        return asked && !owners.Any(o => o.BelongsTo(connection.User)) ? (null, "contact_not_assigned") : (owners[0], "from_contact");
    }

    /// <summary>R12, R19.</summary>
    private (ModelContact? Contact, string Reason) Outbound(ModelLocation location, MailCopy copy) =>
        FirstContact(location, copy) is { } contact ? (contact, "to_contact") : (null, "no_known_contact");

    private ModelContact? FirstContact(ModelLocation location, MailCopy copy) =>
        copy.Recipients.SelectMany(r => OwnersOf(location, r).Take(1)).FirstOrDefault();

    /// <summary>
    /// R14. True where the mail would not sync without it: nobody among its recipients was a contact before. Only well-formed addresses occur in this world.
    /// </summary>
    private bool Log(ModelConnection connection, MailCopy copy)
    {
        var (location, mail) = (connection.Location, copy.Mail);
        if (!copy.Sent || connection.LoggingAddress.Length == 0 || !mail.Cc.Concat(mail.Bcc).Any(a => SameAddress.Are(a, connection.LoggingAddress)))
            return false;
        var alone = FirstContact(location, copy) is null;
        foreach (var address in mail.To.DistinctBy(SameAddress.Plain).Where(a => !people.IsInternal(location, a) && !IsLogging(a)))
        {
            var owners = people.Owners(location, address);
            if (owners.Count == 0)
                people.Contacts.Add(new ModelContact(location, $"made:{SameAddress.Plain(address)}", [address], connection.User, copy.At) { MadeByLogging = true });
            else if (!owners[0].FollowedBy.Contains(connection.User))
                owners[0].FollowedBy.Add(connection.User);
        }
        return alone;
    }

    /// <summary>R15. Choice: "has a contact among its recipients" speaks of the mail's own To, Cc and Bcc.</summary>
    private string? Internal(ModelLocation location, MailCopy copy, ModelThread? thread)
    {
        var mail = copy.Mail;
        if (!people.IsInternal(location, mail.From))
            return null;
        if (copy.Recipients.Where(r => !IsLogging(r)).All(r => people.IsInternal(location, r)))
            return "internal_only";
        if (copy.Sent)
            return null;
        return thread is not null && FirstContact(location, copy) is not null ? null : "from_internal";
    }

    /// <summary>R20. Choice: correspondents are all addresses of the thread so far that are neither internal nor for logging, and the owner's own.</summary>
    private ModelContact? ForwardedTo(ModelLocation location, MailCopy copy, ModelThread thread)
    {
        var correspondents = thread.Messages.SelectMany(m => m.Recipients.Append(m.Mail.From))
            .Where(a => !people.IsInternal(location, a) && !IsLogging(a)).Concat(thread.Owner!.Emails).ToList();
        return copy.Recipients.Any(r => correspondents.Any(c => SameAddress.Are(c, r))) ? null : FirstContact(location, copy);
    }

    /// <summary>R22 for mail of another location's CRM through a mailbox of both. Choice: it is dated by the moment of sending.</summary>
    private Verdict? ElsewhereOnly(ModelConnection connection, MailCopy copy)
    {
        var sent = crmSends.FirstOrDefault(s => s.Copy == copy && s.Connection.Location != connection.Location);
        if (sent is null)
            return null;
        var location = connection.Location;
        var thread = threads.FirstOrDefault(t => t.Location == location && t.Foreign.Contains(copy)) ?? Find(location, copy) ?? Begin(location, null);
        thread.DetachedAt ??= copy.At;
        if (!thread.Foreign.Contains(copy))
        {
            thread.Foreign.Add(copy);
            news.Add((copy.Mail.MessageId, copy));
        }
        return Verdict.Out("sent_by_other_location");
    }

    /// <summary>R24 by size; what is left out by type syncs all the same.</summary>
    private static bool TooLarge(ModelConnection connection, MailCopy copy)
    {
        const int Mega = 1_048_576;
        if (connection.Location.OversizedAttachments != "skipMessage" || copy.Sent)
            return false;
        var sizes = copy.Mail.Attachments.Select(a => a.Size).ToList();
        return connection.Mailbox.IsGmail ? sizes.Sum() > 25 * Mega : sizes.Any(s => s > 3 * Mega);
    }

    private bool WouldSync(ModelConnection connection, MailCopy copy, ModelMessage? same, ModelThread? thread) =>
        same is not null || Place(connection, copy, thread).Owner is not null;

    /// <summary>R23. Choice: hours are those of the clock, by the provider's time, and a message counts once however many mailboxes have it.</summary>
    private bool IsLoop(ModelLocation location, MailCopy copy) =>
        threads.Where(t => t.Location == location).SelectMany(t => t.Messages)
            .Count(m => m.Mail.Automatic && SameAddress.Are(m.Mail.From, copy.Mail.From) && Hour(m.Copies[0].Copy.At) == Hour(copy.At)) >= 10;

    private static long Hour(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerHour;

    private ModelThread Begin(ModelLocation location, ModelContact? owner)
    {
        var thread = new ModelThread(location, owner);
        threads.Add(thread);
        return thread;
    }

    private ModelMessage? Same(ModelLocation location, WrittenMail mail) =>
        threads.Where(t => t.Location == location).SelectMany(t => t.Messages).FirstOrDefault(m => m.IsTheSameAs(mail));

    private ModelThread? Find(ModelLocation location, MailCopy copy) => Threading.Find(
        threads.Where(t => t.Location == location), copy, [.. copy.Recipients.Append(copy.Mail.From).SelectMany(a => OwnersOf(location, a).Take(1))]);

    /// <summary>R15: an internal address is nobody's, even if a contact has it.</summary>
    private IReadOnlyList<ModelContact> OwnersOf(ModelLocation location, string address) =>
        people.IsInternal(location, address) || IsLogging(address) ? [] : people.Owners(location, address);

    private bool IsLogging(string address) => people.Connections.Any(c => c.LoggingAddress.Length > 0 && SameAddress.Are(c.LoggingAddress, address));

    private IReadOnlyList<ModelConnection> ConnectionsOf(ModelMailbox mailbox) => [.. people.Connections.Where(c => c.Mailbox == mailbox)];
}
