namespace EmailSync.Tests.Model;

// Mail that is not where it should be, or not what it seems.
internal sealed partial class MixedStories
{
    /// <summary>R10: the answer of somebody unknown is found first.</summary>
    private async IAsyncEnumerable<bool> AnswerBeforeItsParent()
    {
        var connection = Pick(People.Connections);
        var parent = Written(Spelled(OneContact(connection)), [connection.Mailbox.Address], "Late");
        var answer = Written(Nobody(), [connection.Mailbox.Address], "", parent);
        world.Deliver(answer);
        if (Chance(60))
            await world.LookAsync(connection.Mailbox);
        yield return true;
        if (Chance(50))
        {
            world.Deliver(Written(Nobody(), [connection.Mailbox.Address], "", answer));
            yield return true;
        }
        world.Deliver(parent);
        yield return true;
    }

    /// <summary>R15's ground: what users write among themselves.</summary>
    private async IAsyncEnumerable<bool> Colleagues()
    {
        var sender = Pick(People.Mailboxes);
        var mail = await SendAsync(sender, Written("", [Another(sender).Address], "Between us"));
        yield return true;
        await world.SeeAsync([mail]);
        var other = Another(sender);
        await SendAsync(other, Written("", [sender.Address], "", mail));
        yield return true;
    }

    /// <summary>R23: some of it turns out to be none.</summary>
    private async IAsyncEnumerable<bool> InSpam()
    {
        var connection = Pick(People.Connections);
        var known = Chance(70);
        var mail = Written(known ? Spelled(OneContact(connection)) : Pick(People.Strangers), [connection.Mailbox.Address], "Win");
        var copy = world.Deliver(mail, connection.Mailbox, "spam");
        if (Chance(50))
            await world.LookAsync(connection.Mailbox);
        yield return true;
        if (Chance(60))
            world.Move(copy, "inbox");
        yield return true;
    }

    /// <summary>R23: thrown away before it was seen, or after.</summary>
    private async IAsyncEnumerable<bool> InTrash()
    {
        var connection = Pick(People.Connections);
        var known = Chance(70);
        var mail = Written(known ? Spelled(OneContact(connection)) : Pick(People.Strangers), [connection.Mailbox.Address], "Rubbish");
        var copy = world.Deliver(mail, connection.Mailbox);
        if (Chance(50))
            await world.LookAsync(connection.Mailbox);
        world.Move(copy, "trash");
        if (Chance(50))
            await world.LookAsync(connection.Mailbox);
        yield return true;
        if (Chance(30))
            world.Move(copy, "inbox");
        yield return true;
    }

    /// <summary>R23: two machines that answer each other.</summary>
    private async IAsyncEnumerable<bool> Loop()
    {
        var connection = Pick(People.Connections);
        var address = Spelled(OneContact(connection));
        List<string> to = Chance(40) ? [connection.Mailbox.Address, Another(connection.Mailbox).Address] : [connection.Mailbox.Address];
        for (var i = random.Next(8, 15); i > 0; i--)
        {
            var mail = Deliver(Written(address, to, "Away") with { Automatic = true });
            await world.SeeAsync([mail]);
            world.Wait(TimeSpan.FromSeconds(2));
        }
        yield return true;
    }

    /// <summary>R26: software that gives every mail the same Message-ID.</summary>
    private async IAsyncEnumerable<bool> SharedMessageId()
    {
        var connection = Pick(People.Connections);
        var contact = OneContact(connection);
        var one = Deliver(Written(Spelled(contact), [connection.Mailbox.Address], "Invoice"));
        yield return true;
        Deliver(Written(Spelled(Chance(50) ? contact : OneContact(connection)), [connection.Mailbox.Address], "Invoice") with { MessageId = one.MessageId });
        await Task.CompletedTask;
        yield return true;
    }

    /// <summary>R26: such mails are never merged.</summary>
    private async IAsyncEnumerable<bool> WithoutMessageId()
    {
        var connection = Pick(People.Connections);
        Deliver(Written(Spelled(OneContact(connection)), [connection.Mailbox.Address, Another(connection.Mailbox).Address], "Note") with { MessageId = null });
        await Task.CompletedTask;
        yield return true;
    }

    /// <summary>R8: moving old mail about changes nothing.</summary>
    private async IAsyncEnumerable<bool> OldMailMoves()
    {
        if (early.Count == 0)
            yield break;
        var copy = Pick(early);
        early.Remove(copy);
        world.Move(copy, Chance(50) ? "inbox" : "trash");
        await Task.CompletedTask;
        yield return true;
    }

    /// <summary>R24: a byte too much for Outlook, or as much as it takes; now and then too much for Gmail.</summary>
    private async IAsyncEnumerable<bool> LargeMail()
    {
        const int Mega = 1_048_576;
        var connection = Pick(People.Connections);
        List<string> to = Chance(50) ? [connection.Mailbox.Address, Another(connection.Mailbox).Address] : [connection.Mailbox.Address];
        var sizes = random.Next(8) switch { 0 => [26 * Mega], < 4 => [3 * Mega, 10], _ => (int[])[10, (3 * Mega) + 1] };
        Deliver(Written(Spelled(OneContact(connection)), to, "Plans") with
        {
            Attachments = [.. sizes.Select((size, i) => new WrittenAttachment($"plan{i}.pdf", size))],
        });
        await world.SeeAllAsync();
        yield return true;
    }

    /// <summary>A mail of the corpus, made to come from a contact; a plain one where there is no corpus.</summary>
    private async IAsyncEnumerable<bool> RealMail()
    {
        var connection = Pick(People.Connections);
        var contact = Pick([.. People.Contacts.Where(c => c.Location == connection.Location && !c.Emails.Any(e => People.IsInternal(c.Location, e)))]);
        var mail = Written(Spelled(contact), [connection.Mailbox.Address], "Real");
        if (realMails.Count > 0)
        {
            var real = Pick(realMails);
            realMails.Remove(real);
            mail = RealMails.As(mail, real);
        }
        world.Deliver(mail, connection.Mailbox);
        await Task.CompletedTask;
        yield return true;
    }

    /// <summary>A person's mail through a list is no automatic mail; the list's own is a stranger's.</summary>
    private async IAsyncEnumerable<bool> ListMail()
    {
        var connection = Pick(People.Connections);
        Deliver(Written(Chance(60) ? Spelled(OneContact(connection)) : "news@list.example", [connection.Mailbox.Address], "Digest") with
        {
            ExtraHeaders = ["Precedence: list", "List-Id: <news.list.example>"],
        });
        await Task.CompletedTask;
        yield return true;
    }
}
