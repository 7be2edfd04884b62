using System.Text.Json.Nodes;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Control;
using EmailSync.Tests.Pipeline;

namespace EmailSync.Tests.Model;

/// <summary>People of a model in a world of the product: what they do is done there, and noted for the model.</summary>
internal sealed class MixedWorld : IAsyncDisposable
{
    private readonly Dictionary<(string Mailbox, string Id), MailCopy> copies = [];
    private readonly Dictionary<ModelMailbox, HashSet<MailCopy>> unseen = [];
    private int lastNumber;

    private MixedWorld(PipelineWorld pipeline, ModelPeople people) => (Pipeline, People) = (pipeline, people);

    public PipelineWorld Pipeline { get; }

    public ModelPeople People { get; }

    public List<Happening> History { get; } = [];

    public IReadOnlyDictionary<(string Mailbox, string Id), MailCopy> Copies => copies;

    public DateTimeOffset Now => Pipeline.Clock.GetUtcNow();

    public int MailsWritten => lastNumber;

    public static async Task<MixedWorld> StartAsync(ModelPeople people, ITables? tables = null, IBlobs? blobs = null)
    {
        var homes = Homes.Gmail with
        {
            Others = people.Mailboxes.ToDictionary(m => m.Address, m => m.IsGmail ? MailProviderName.Gmail : MailProviderName.Outlook),
        };
        var world = new MixedWorld(await PipelineWorld.StartAsync(homes, tables, blobs), people);
        foreach (var provider in world.Pipeline.Providers)
        {
            // Whom nobody has a mailbox for swallows what is written to them.
            var settings = (JsonObject)provider.Control.Settings.DeepClone();
            settings["bounceUnknownRecipients"] = false;
            provider.Control.Change(settings);
        }
        foreach (var mailbox in people.Mailboxes)
        {
            world.unseen[mailbox] = [];
            world.Pipeline.At(mailbox.Address).AddAccount(mailbox.Address);
        }
        await world.KnowEverybodyAsync();
        return world;
    }

    public bool HasWritten(string address) => copies.Values.Any(c => SameAddress.Are(c.Mail.From, address));

    public int NextNumber() => ++lastNumber;

    public void Wait(TimeSpan time) => Pipeline.Clock.Advance(time);

    public async Task ConnectAsync(ModelLocation location, string user, ModelMailbox mailbox)
    {
        var made = await Pipeline.ConnectAsync(new LocationId(location.Id), new UserId(user), mailbox.Address);
        var connected = new ModelConnection(location, user, mailbox, Cut(mailbox, made.ConnectedAt),
            Pipeline.Get<LoggingAddresses>().Of(made.Location, made.User) ?? "");
        People.Connections.Add(connected);
        await SaveUserAsync(People.Users.Single(u => u.Location == location && u.Id == user));
    }

    /// <summary>The mail comes to everybody who has a mailbox here.</summary>
    public void Deliver(WrittenMail mail, string folder = "inbox")
    {
        foreach (var mailbox in People.Mailboxes.Where(m => mail.Recipients.Any(r => m.Addresses.Any(a => SameAddress.Are(a, r)))))
            Deliver(mail, mailbox, folder);
    }

    public MailCopy Deliver(WrittenMail mail, ModelMailbox mailbox, string folder = "inbox") =>
        Arrived(mailbox, mail, Pipeline.At(mailbox.Address).Place(mailbox.Address, WrittenMime.Of(mail with { Bcc = [] }), folder == "spam"), false, folder);

    /// <summary>Somebody writes in their own mail client.</summary>
    public void Send(ModelMailbox mailbox, WrittenMail mail)
    {
        Arrived(mailbox, mail, Pipeline.At(mailbox.Address).SendFromClient(mailbox.Address, WrittenMime.Of(mail)), true, "sent");
        FindDelivered(mail);
    }

    /// <summary>The CRM writes to a contact. Null when it may not: what it wants to answer is not in the contact's conversation.</summary>
    public async Task<WrittenMail?> SendFromCrmAsync(ModelConnection connection, ModelContact contact, IReadOnlyList<string> cc, string subject, WrittenMail? answers)
    {
        var (location, id) = (new LocationId(connection.Location.Id), new ContactId(contact.Id));
        SyncedMessage? parent = null;
        if (answers is not null)
        {
            var conversation = await Pipeline.ConversationAsync(location, id);
            parent = conversation.FirstOrDefault(m => m.Copies.Any(c => Find(c)?.Mail == answers));
            if (parent is null)
                return null;
        }
        var number = NextNumber();
        var accepted = await Pipeline.Get<AcceptSend>().AcceptAsync(
            new SendRequest(location, $"key-{number}", "hash", new UserId(connection.User), id, null, cc, [], subject, null, "From the CRM", [], parent?.Id, null),
            PipelineWorld.None);
        if (accepted is not SendAcceptance.Accepted { Token: var token })
            throw new InvalidOperationException($"The CRM may not send: {accepted}.");
        for (var progress = await Pipeline.AdvanceAsync(token); progress.RetryAt is { } at; progress = await Pipeline.AdvanceAsync(token))
            Wait(at > Now ? at - Now : TimeSpan.FromSeconds(1));

        var seen = Unknown(connection.Mailbox, "sent");
        var mail = new WrittenMail
        {
            Number = number,
            From = connection.Mailbox.Address,
            To = [Writer(contact, parent)],
            Cc = cc,
            Subject = seen.Subject,
            MessageId = seen.MessageIdHeader!.Trim('<', '>'),
            References = answers?.MessageId is { } parentId ? [.. answers.References, parentId] : [],
            Date = Now,
        };
        var copy = Arrived(connection.Mailbox, mail, new MailPlaced(seen.Id, seen.ThreadId, seen.MessageIdHeader), true, "sent");
        History.Add(new Happening.SentByCrm(connection, contact, copy, answers));
        FindDelivered(mail);
        return mail;
    }

    public void Move(MailCopy copy, string folder)
    {
        Pipeline.At(copy.Mailbox.Address).Change(copy.Mailbox.Address, copy.Id, new MessageChange(Folder: folder));
        unseen[copy.Mailbox].Add(copy);
        History.Add(new Happening.Moved(copy, folder));
    }

    public IEnumerable<MailCopy> CopiesOf(WrittenMail mail) => copies.Values.Where(c => c.Mail == mail);

    public async Task LookAsync(ModelMailbox mailbox)
    {
        if (People.Connections.FirstOrDefault(c => c.Mailbox == mailbox) is not { } connection)
            return;
        unseen[mailbox].Clear();
        History.Add(new Happening.LookedAt(mailbox));
        var at = Pipeline.Connections.First(c => c.Location.Value == connection.Location.Id && c.User.Value == connection.User);
        await Pipeline.SyncAsync(at.Mailbox);
    }

    /// <summary>What comes next could be taken for something new where these mails have not been seen.</summary>
    public async Task SeeAsync(IEnumerable<WrittenMail> mails)
    {
        var wanted = mails.ToList();
        foreach (var mailbox in People.Mailboxes.Where(m => unseen[m].Any(c => wanted.Contains(c.Mail))))
            await LookAsync(mailbox);
    }

    public async Task SeeAllAsync()
    {
        foreach (var mailbox in People.Mailboxes.Where(m => unseen[m].Count > 0))
            await LookAsync(mailbox);
    }

    public async Task RestAsync()
    {
        foreach (var mailbox in People.Mailboxes)
            await LookAsync(mailbox);
        await Pipeline.SettleAsync();
    }

    public MailCopy? Find(MailboxCopy copy)
    {
        var mailbox = Pipeline.Connections.First(c => c.Mailbox == copy.Mailbox);
        var address = People.Connections.First(c => c.Location.Id == mailbox.Location.Value && c.User == mailbox.User.Value).Mailbox.Address;
        return copies.GetValueOrDefault((address, copy.ProviderMessage.Value));
    }

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();

    private MailCopy Arrived(ModelMailbox mailbox, WrittenMail mail, MailPlaced placed, bool sent, string folder)
    {
        var copy = new MailCopy(mailbox, mail, placed.Id, placed.ThreadId, Cut(mailbox, Now), sent);
        copies.Add((mailbox.Address, placed.Id), copy);
        unseen[mailbox].Add(copy);
        History.Add(new Happening.Arrived(copy, folder));
        return copy;
    }

    /// <summary>The simulated post has brought it to those of its recipients who have a mailbox.</summary>
    private void FindDelivered(WrittenMail mail)
    {
        foreach (var mailbox in People.Mailboxes.Where(m => m.Address != mail.From && mail.Recipients.Any(r => m.Addresses.Any(a => SameAddress.Are(a, r)))))
        {
            var seen = Unknown(mailbox, "inbox");
            Arrived(mailbox, mail, new MailPlaced(seen.Id, seen.ThreadId, seen.MessageIdHeader), false, "inbox");
        }
    }

    /// <summary>The one mail of the folder that this world has not put there itself.</summary>
    private MailSeen Unknown(ModelMailbox mailbox, string folder)
    {
        var unknown = Pipeline.At(mailbox.Address).Folder(mailbox.Address, folder).Where(m => !copies.ContainsKey((mailbox.Address, m.Id))).ToList();
        return unknown is [var one]
            ? one
            : throw new InvalidOperationException($"In {folder} of {mailbox.Address} is not one new mail, but [{string.Join(", ", unknown.Select(m => $"'{m.Subject}' from {m.From}"))}].");
    }

    /// <summary>Whom the product writes to: the address that was written from, where it is the contact's.</summary>
    private static string Writer(ModelContact contact, SyncedMessage? parent) =>
        contact.Emails.FirstOrDefault(e => parent is { Direction: Direction.Inbound, From: { } from } && SameAddress.Are(e, from.Address)) ?? contact.Emails[0];

    /// <summary>Microsoft tells whole seconds.</summary>
    private static DateTimeOffset Cut(ModelMailbox mailbox, DateTimeOffset at) =>
        mailbox.IsGmail ? at : new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private async Task KnowEverybodyAsync()
    {
        foreach (var location in People.Locations)
        {
            await Pipeline.KnowLocationAsync(new LocationId(location.Id), new LocationSettings
            {
                GmailAssignment = Policy(location.GmailAssignment),
                OutlookAssignment = Policy(location.OutlookAssignment),
                OutlookTwoWaySync = location.OutlookTwoWaySync,
                OversizedAttachments = location.OversizedAttachments switch
                {
                    "syncWithout" => OversizedAttachments.SyncWithout,
                    "store" => OversizedAttachments.Store,
                    _ => OversizedAttachments.SkipMessage,
                },
                FillIn = false,
            });
        }
        foreach (var user in People.Users)
            await SaveUserAsync(user);
        foreach (var contact in People.Contacts)
        {
            await Pipeline.Get<DirectoryStore>().SaveContactAsync(
                new Contact(
                    new LocationId(contact.Location.Id), new ContactId(contact.Id), contact.Id, contact.Emails,
                    contact.AssignedTo is { } user ? new UserId(user) : null, contact.CreatedAt),
                PipelineWorld.None);
        }
    }

    private Task SaveUserAsync(ModelUser user) => Pipeline.Get<DirectoryStore>().SaveUserAsync(
        new User(new LocationId(user.Location.Id), new UserId(user.Id), user.Id, user.Addresses[0], [.. user.Addresses.Skip(1)]), PipelineWorld.None);

    private static AssignmentPolicy Policy(string name) =>
        name switch { "always" => AssignmentPolicy.Always, "never" => AssignmentPolicy.Never, _ => AssignmentPolicy.MultiLocation };
}
