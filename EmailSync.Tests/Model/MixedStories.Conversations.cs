namespace EmailSync.Tests.Model;

// People who write to each other and answer.
internal sealed partial class MixedStories
{
    /// <summary>R11, R17, R18, R26: a contact writes to one user or several, or to somebody else.</summary>
    private async IAsyncEnumerable<bool> ContactWrites()
    {
        var connection = Pick(People.Connections);
        var contact = OneContact(connection);
        var mail = Written(Spelled(contact), [connection.Mailbox.Address], "Question");
        mail = random.Next(10) switch
        {
            0 => mail with { To = [Pick(People.Strangers)], Cc = [connection.Mailbox.Address] },
            1 => mail with { To = [Pick(People.Strangers)], Bcc = [connection.Mailbox.Address] },
            2 or 3 => mail with { Cc = [Pick(People.Mailboxes).Address] },
            4 => mail with { Cc = [Spelled(OneContact(connection)), Pick(People.Strangers)] },
            5 => mail with { To = [.. People.Mailboxes.Select(m => m.Address)] },
            _ => mail,
        };
        world.Deliver(mail);
        yield return true;
        await foreach (var step in Answers(connection, contact, mail))
            yield return step;
    }

    /// <summary>R12, R19: a user writes from the mail client.</summary>
    private async IAsyncEnumerable<bool> UserWrites()
    {
        var connection = Pick(People.Connections);
        var contact = OneContact(connection);
        var mail = Written(connection.Mailbox.Address, [Spelled(contact)], "News");
        mail = Logged(connection, random.Next(8) switch
        {
            0 => mail with { To = [Newcomer()], Cc = [Spelled(contact)] },
            1 => mail with { To = [Newcomer()], Bcc = [Spelled(contact)] },
            2 => mail with { To = [Spelled(contact), Spelled(OneContact(connection))] },
            3 => mail with { Cc = [Another(connection.Mailbox).Address] },
            4 => mail with { Bcc = [Another(connection.Mailbox).Address] },
            _ => mail,
        });
        await SendAsync(connection.Mailbox, mail);
        yield return true;
        await foreach (var step in Answers(connection, contact, mail))
            yield return step;
    }

    /// <summary>R10: the CRM begins.</summary>
    private async IAsyncEnumerable<bool> CrmWrites()
    {
        var connection = Pick(People.Connections);
        var contact = OneContact(connection);
        var mail = await world.SendFromCrmAsync(connection, contact, Chance(25) ? [Pick(People.Strangers)] : [], $"Offer {world.MailsWritten + 1}", null);
        yield return true;
        await foreach (var step in Answers(connection, contact, mail!))
            yield return step;
    }

    /// <summary>R13, R19: strangers among themselves; a contact may join, and from then on it is a thread of the CRM.</summary>
    private async IAsyncEnumerable<bool> StrangerWrites()
    {
        var connection = Pick(People.Connections);
        var contact = OneContact(connection);
        var mail = Written(Pick(People.Strangers), [connection.Mailbox.Address], "Hello");
        if (Chance(30))
            mail = mail with { Cc = [Spelled(contact)] };
        if (Chance(20))
            mail = mail with { Cc = [.. mail.Cc, Another(connection.Mailbox).Address] };
        world.Deliver(mail);
        yield return true;
        if (Chance(40))
        {
            await foreach (var step in Answers(connection, contact, mail))
                yield return step;
        }
    }

    private async IAsyncEnumerable<bool> Answers(ModelConnection connection, ModelContact contact, WrittenMail first)
    {
        List<WrittenMail> said = [first];
        for (var i = random.Next(7); i > 0; i--)
        {
            var answered = Chance(80) ? said[^1] : Pick(said);
            var kind = random.Next(100);

            // Whoever nobody knows begins nothing: these may come before what they answer has been seen.
            if (kind >= 25)
                await world.SeeAsync(said);
            var answer = kind switch
            {
                < 25 => Deliver(Written(Nobody(), [connection.Mailbox.Address], "", answered)),
                < 55 => Deliver(Written(Spelled(contact), [connection.Mailbox.Address], "", answered) with { Cc = Chance(15) ? [Another(connection.Mailbox).Address] : [] }),
                < 75 => await SendAsync(connection.Mailbox, Written(connection.Mailbox.Address, [Chance(70) ? Spelled(contact) : Outsider(answered, contact)], "", answered)),
                < 80 => await SendAsync(Another(connection.Mailbox, contact), Written("", [Spelled(contact)], "", answered) with { Cc = [connection.Mailbox.Address] }),
                < 85 => Deliver(Written(Spelled(OneContact(connection)), [connection.Mailbox.Address], "", answered)),
                < 90 => Deliver(Written(Spelled(contact), [connection.Mailbox.Address], "", answered) with { Automatic = true }),
                < 93 => await SendAsync(connection.Mailbox, Forward(connection, answered)),
                < 95 => await SendAsync(connection.Mailbox, Logged(connection, Written("", [Chance(50) ? Spelled(contact) : Newcomer()], "", answered), always: true)),
                _ => await world.SendFromCrmAsync(connection, contact, [], Reply(answered.Subject), answered),
            };
            if (answer is null)
                continue;
            said.Add(answer);

            // What a user wrote may have begun a second thread here; whose an answer is must not depend on the order within one look.
            if (kind is (>= 55 and < 80) or >= 90)
                await world.SeeAsync(said);
            yield return true;
        }
    }

    /// <summary>R20: passed on to somebody else the location knows, or to nobody it does; some clients change the subject.</summary>
    private WrittenMail Forward(ModelConnection connection, WrittenMail answered)
    {
        var mail = Written("", [Chance(80) ? Spelled(OneContact(connection)) : Pick(People.Strangers)], "", answered);
        return Chance(60) ? mail with { Subject = mail.Subject.Replace("Re: ", "Fwd: ", StringComparison.Ordinal) } : mail;
    }

    /// <summary>R14: now and then with a logging address where it acts, and sometimes where it does not: in To, or another user's.</summary>
    private WrittenMail Logged(ModelConnection connection, WrittenMail mail, bool always = false)
    {
        if (!always && !Chance(25))
            return mail;
        var address = (Chance(85) ? connection : Pick(People.Connections)).LoggingAddress;
        if (Chance(50))
            mail = mail with { To = Chance(70) ? [Newcomer()] : [.. mail.To, Newcomer()] };
        return random.Next(10) switch
        {
            < 5 => mail with { Bcc = [.. mail.Bcc, address] },
            < 9 => mail with { Cc = [.. mail.Cc, address] },
            _ => mail with { To = [.. mail.To, address] },
        };
    }

    /// <summary>Somebody whom no logging address can have made a contact.</summary>
    private string Nobody() => Pick([.. People.Strangers.Where(s => !logged.Contains(s))]);

    /// <summary>
    /// Somebody who has not written yet. When a mail that was left out is looked at again, whoever has become a contact since then counts, and providers
    /// show a mail again whenever they like.
    /// </summary>
    private string Newcomer()
    {
        var silent = People.Strangers.Where(s => !world.HasWritten(s)).ToList();
        return silent.Count > 0 ? Pick(silent) : $"newcomer{world.MailsWritten}@elsewhere.example";
    }

    private WrittenMail Deliver(WrittenMail mail)
    {
        world.Deliver(mail);
        return mail;
    }

    /// <summary>
    /// From whom a mail makes a contact, or whom it follows, that person's mail counts when the mail has been seen: nothing waits beside it.
    /// </summary>
    private async Task<WrittenMail> SendAsync(ModelMailbox mailbox, WrittenMail mail)
    {
        mail = mail with { From = mailbox.Address };
        var logs = mail.Recipients.Any(r => People.Connections.Any(c => c.LoggingAddress == r));
        if (logs)
        {
            await world.SeeAllAsync();
            logged.AddRange(mail.To);
        }
        world.Send(mailbox, mail);
        if (logs)
            await world.SeeAllAsync();
        return mail;
    }

    /// <summary>Whom an answer from the mail client goes to; a user's own address is not written to.</summary>
    private string Outsider(WrittenMail answered, ModelContact contact) =>
        People.Mailboxes.Any(m => m.Address == answered.From) ? Spelled(contact) : answered.From;

    private ModelMailbox Another(ModelMailbox mailbox, ModelContact? than = null) =>
        Pick([.. People.Mailboxes.Where(m => m != mailbox && (than is null || !Has(than, m)))]);
}
