using System.Globalization;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Storage;

/// <summary>
/// The one place where keys are built. Everything that comes from outside (CRM ids, addresses, Message-IDs, provider ids) goes in as a keyed hash,
/// so that no key reveals or escapes anything.
/// </summary>
public sealed class TableKeys(KeyHasher hasher)
{
    /// <summary>Sweeps read this many partitions per kind of due work; fixed, since rows stand under it.</summary>
    public const int DueShards = 8;

    public MailboxId MailboxOf(MailProviderName provider, string accountId) => new(hasher.Hash("mailbox", provider.ToString(), accountId));

    public ConversationKey ConversationOf(LocationId location, ContactId contact) => new(hasher.Hash("conversation", location.Value, contact.Value));

    /// <param name="again">How many conversations of this contact id were erased and are not forgotten yet (R27); 0 is the name above.</param>
    public ConversationKey ConversationOf(LocationId location, ContactId contact, int again) => again == 0
        ? ConversationOf(location, contact)
        : new(hasher.Hash("conversation", location.Value, contact.Value, again.ToString(CultureInfo.InvariantCulture)));

    public string Location(LocationId location) => hasher.Hash("location", location.Value);

    /// <summary>The conversations of a location by their newest message.</summary>
    public string ConversationList(LocationId location) => hasher.Hash("conversation-list", location.Value);

    /// <summary>What leads to the rows of a location, in <see cref="DueShards"/> parts.</summary>
    public string Trail(LocationId location, int shard) => hasher.Hash("trail", location.Value) + "-" + shard.ToString(CultureInfo.InvariantCulture);

    public string User(UserId user) => "user-" + hasher.Hash("user", user.Value);

    public string Contact(LocationId location, ContactId contact) => hasher.Hash("contact", location.Value, contact.Value);

    public string Address(LocationId location, string matchKey) => hasher.Hash("address", location.Value, matchKey);

    /// <summary>An address among the people of a thread: half the length is enough to tell apart those of one thread.</summary>
    public string Correspondent(LocationId location, string matchKey) => Address(location, matchKey)[..(KeyHasher.Length / 2)];

    /// <summary>All addresses in the headers of a message, as <see cref="Correspondent"/>.</summary>
    public IEnumerable<string> Correspondents(SyncedMessage message)
    {
        IEnumerable<Mail.MailAddress> addresses = [.. message.To, .. message.Cc, .. message.Bcc];
        foreach (var address in message.From is { } from ? addresses.Prepend(from) : addresses)
        {
            if (EmailAddress.TryParse(address.Address, out var parsed))
                yield return Correspondent(message.Location, parsed.MatchKey);
        }
    }

    /// <summary>The id of a contact that R14 makes for an address; the same at every attempt, and no secret.</summary>
    public ContactId LoggedContact(LocationId location, string matchKey) => new("logged-" + hasher.Hash("logged-contact", location.Value, matchKey));

    public string Connection(LocationId location, UserId user) => hasher.Hash("connection", location.Value, user.Value);

    public string LoggingAddress(string matchKey) => hasher.Hash("logging-address-index", matchKey);

    public string PushIdentity(MailProviderName provider, string identity) => hasher.Hash("push", provider.ToString(), identity);

    public string Feed(string feed) => "feed-" + hasher.Hash("feed", feed);

    public string MessageIdHeader(LocationId location, string messageId) => hasher.Hash("message-id", location.Value, messageId);

    public string Fingerprint(string fingerprint) => hasher.Hash("fingerprint", fingerprint);

    public string ProviderThread(MailboxId mailbox, ProviderThreadId thread) => hasher.Hash("provider-thread", mailbox.Value, thread.Value);

    public string ProviderMessage(MailboxId mailbox, ProviderMessageId message) => hasher.Hash("provider-message", mailbox.Value, message.Value);

    /// <summary>The unique part of our message id, the same at every attempt.</summary>
    public string Unique(LocationId location, params string[] parts) => hasher.Hash("message", [location.Value, .. parts]);

    /// <summary>
    /// Partition of a send in the ledger, and at the same time its token: nobody without the hashing key can guess one, and the mail that carries
    /// it leads straight to its row.
    /// </summary>
    public string Send(LocationId location, string idempotencyKey) => hasher.Hash("send", location.Value, idempotencyKey);

    /// <summary>Names a batch of sends.</summary>
    public string Batch(LocationId location, string idempotencyKey) => hasher.Hash("batch", location.Value, idempotencyKey);

    /// <summary>Sends of a user that are not finished.</summary>
    public string SendsUnderWay(LocationId location, UserId user) => hasher.Hash("sends-under-way", location.Value, user.Value);

    public string Decisions(LocationId location, MailboxId mailbox, DateTimeOffset day) =>
        hasher.Hash("decisions", location.Value, mailbox.Value) + "-" + day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>An address in a line of the decision log: short, since a line has many, and long enough that two addresses look alike once in a million million.</summary>
    public string DecisionAddress(LocationId location, string matchKey) => hasher.Hash("decision-address", location.Value, matchKey)[..8];

    /// <summary>When the log of a mailbox in a location was purged last; it has no day, and no day's partition is named like it.</summary>
    public string DecisionsPurged(LocationId location, MailboxId mailbox) => hasher.Hash("decisions", location.Value, mailbox.Value) + "-purged";

    /// <summary>Who is connected in a location.</summary>
    public string Connections(LocationId location) => hasher.Hash("connections", location.Value);

    /// <summary>A partition beside the mailbox's own: there may be thousands of orders, and the mailbox's rows are read at every look.</summary>
    public string FillIns(MailboxId mailbox) => hasher.Hash("fill-ins", mailbox.Value);

    /// <summary>To whom a location sends no bulk mail.</summary>
    public string Suppressions(LocationId location) => hasher.Hash("suppressions", location.Value);

    /// <summary>An address among them; unlike <see cref="Address"/>, since it outlives the contact (R27).</summary>
    public string Suppressed(LocationId location, string matchKey) => hasher.Hash("suppressed", location.Value, matchKey);

    /// <summary>Proves that an unsubscribe link is ours: nobody without the hashing key can make one.</summary>
    public string UnsubscribeProof(LocationId location, string suppressed, MessageId message) =>
        hasher.Hash("unsubscribe", location.Value, suppressed, message.Value);

    /// <summary>The same for a tracked mail: its picture, or the link to a target.</summary>
    public string TrackingProof(LocationId location, MessageId message, string? target) =>
        target is null ? hasher.Hash("tracking-open", location.Value, message.Value) : hasher.Hash("tracking-click", location.Value, message.Value, target);

    /// <summary>The keys of a location; their ids begin with it.</summary>
    public string LocationKeys(LocationId location) => hasher.Hash("location-keys", location.Value);

    /// <summary>Proves that a user token is ours: nobody without the hashing key can make one.</summary>
    public string UserTokenProof(string said) => hasher.Hash("user-token", said);

    /// <summary>Names a user where calls are counted, and in logs.</summary>
    public string UserOf(LocationId location, UserId user) => hasher.Hash("caller", location.Value, user.Value);

    /// <summary>What happened in a location, in the order in which its CRM may hear of it.</summary>
    public string Events(LocationId location) => hasher.Hash("events", location.Value);

    /// <summary>How a location's webhook does, and who waits for it.</summary>
    public string Webhook(LocationId location) => hasher.Hash("webhook", location.Value);

    /// <summary>Events of a location that were set aside.</summary>
    public string SetAside(LocationId location) => hasher.Hash("set-aside", location.Value);

    /// <summary>What was tried at a location's webhook on a day.</summary>
    public string Deliveries(LocationId location, DateTimeOffset day) =>
        hasher.Hash("deliveries", location.Value) + "-" + day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public string OAuthState(string state) => hasher.Hash("oauth-state", state);

    public string AutomaticSender(LocationId location, string matchKey) => hasher.Hash("automatic", location.Value, matchKey);

    public string BodyHash(string body) => hasher.Hash("body", body);

    /// <summary>Newest first.</summary>
    public static string Newest(DateTimeOffset at) => (DateTime.MaxValue.Ticks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Oldest first.</summary>
    public static string Oldest(DateTimeOffset at) => at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);

    public static int Shard(string id)
    {
        // FNV-1a: stable over processes and versions, unlike string.GetHashCode.
        var hash = 2166136261u;
        foreach (var c in id)
            hash = (hash ^ c) * 16777619u;
        return (int)(hash % DueShards);
    }
}
