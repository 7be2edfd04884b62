using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Providers;

/// <summary>
/// What the pipeline needs of a mail service, in the pipeline's words. Both adapters pass one contract suite.
/// <para>
/// Every member may throw <see cref="MailProviderException"/> and nothing else that is expected. Reads may be repeated at will.
/// Writes are never retried inside an adapter; where the outcome is unknown they fail with <see cref="MailProviderFailure.Transient"/>
/// and the caller finds out before it tries again.
/// </para>
/// </summary>
public interface IMailProvider
{
    MailProviderName Name { get; }

    /// <summary>
    /// The same mailboxes for old mail: its reading goes after new mail and sends, and leaves them their share of the provider's limit (invariant 11).
    /// </summary>
    IMailProvider ForOldMail { get; }

    /// <summary>
    /// Fails with <see cref="MailProviderFailure.Throttled"/> when the limit does not let so many messages be read now; takes nothing from it.
    /// </summary>
    Task AffordAsync(MailboxId mailbox, int messages, CancellationToken cancellationToken);

    /// <summary>How much of the limit the mailbox has in use, as far as we know; no call is made.</summary>
    Task<BudgetUsage> QuotaAsync(MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>How long after an announced change further ones are not announced at all; zero where every change is.</summary>
    TimeSpan SilentSpan => TimeSpan.Zero;

    /// <summary>How finely the provider says when it took a mail in; "since" is cut to that, or mail of the same moment would count as older (R8).</summary>
    TimeSpan ReceivedPrecision => TimeSpan.FromMilliseconds(1);

    /// <summary>Pins the present: cursors after which every later change of the mailbox will be reported. Does not touch any watch.</summary>
    Task<IReadOnlyList<FeedCursor>> PinCursorsAsync(MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>
    /// The page of changes after <paramref name="cursor"/>, in the provider's order, duplicates possible.
    /// Fails with <see cref="MailProviderFailure.CursorExpired"/> when the position is too old or unknown to the provider.
    /// A feed that is no more (its folder was deleted) answers with an empty page that names itself in <see cref="ChangePage.Closed"/>.
    /// </summary>
    Task<ChangePage> ListChangesAsync(MailboxId mailbox, FeedCursor cursor, CancellationToken cancellationToken);

    /// <summary>
    /// Messages received at or after <paramref name="since"/> in every folder, newest first where the provider can; for catching up after a lost cursor
    /// and for filling in. Absence from it proves nothing, and a message may come again; without <paramref name="about"/>, what comes or goes between two
    /// pages hides no other. A page is small, since new mail waits for its end, and comes only when the limit lets its messages be read as well.
    /// </summary>
    /// <param name="mailbox">Where to look.</param>
    /// <param name="since">From when on.</param>
    /// <param name="about">
    /// Only mail that has this address in From, To, Cc or Bcc, as it is written or in its plainest spelling (<see cref="EmailAddress.MatchKey"/>). It is the
    /// provider's search that answers: it may give more than was asked for, and what came in moments ago may be missing still.
    /// </param>
    /// <param name="page">Where the page before ended, or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ListingPage> ListSinceAsync(MailboxId mailbox, DateTimeOffset since, EmailAddress? about, string? page, CancellationToken cancellationToken);

    /// <summary>Headers only; no body leaves the provider. <see cref="MailProviderFailure.NotFound"/> when the message is gone.</summary>
    Task<MessageHeaders> GetHeadersAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken);

    /// <summary>
    /// The message that a notification named, before its feed has been looked at; null when the provider's notifications name none, or it is gone.
    /// A hint may save waiting; the feed remains the truth.
    /// </summary>
    Task<MessageChange?> ReadHintAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken);

    /// <summary>The whole message. <see cref="MailProviderFailure.NotFound"/> when the message is gone.</summary>
    /// <param name="mailbox">Whose message it is.</param>
    /// <param name="message">Which message.</param>
    /// <param name="known">What a change page said of it, or null; it may have changed since, as it may a moment after any answer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<RawMessage> GetRawAsync(MailboxId mailbox, ProviderMessageId message, MessageLocation? known, CancellationToken cancellationToken);

    /// <summary>Read state and place as they are now. <see cref="MailProviderFailure.NotFound"/> when the message was deleted for good, also where only a repair could bring it back.</summary>
    Task<MessageState> GetStateAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken);

    /// <summary>
    /// Marks as read or unread, wherever the message lies; may be repeated. As of every change of a message, it is of this message alone, never of its thread, and
    /// comes back in the feed. <see cref="MailProviderFailure.NotFound"/> when the message is gone.
    /// </summary>
    Task SetReadAsync(MailboxId mailbox, ProviderMessageId message, bool read, CancellationToken cancellationToken);

    /// <summary>Moves to the trash under the same id. The caller has seen that it is not there (<see cref="GetStateAsync"/>).</summary>
    Task TrashAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken);

    /// <summary>Takes out of the trash under the same id; into a place that is no more it goes where mail of its kind belongs.</summary>
    /// <param name="mailbox">Whose message it is.</param>
    /// <param name="message">Which message; the caller has seen that it lies in the trash.</param>
    /// <param name="place"><see cref="MessageState.Place"/> from before it was thrown away, or as it is now.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task RestoreAsync(MailboxId mailbox, ProviderMessageId message, string place, CancellationToken cancellationToken);

    /// <summary>Starts the watch or renews it; never moves a cursor.</summary>
    /// <param name="mailbox">What is watched.</param>
    /// <param name="pushIdentity">The watch that is known to run (<see cref="WatchState.PushIdentity"/>), or null; it may have ended meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<WatchState> WatchAsync(MailboxId mailbox, string? pushIdentity, CancellationToken cancellationToken);

    /// <summary>Ends the watch; an absent one is no failure.</summary>
    Task UnwatchAsync(MailboxId mailbox, string? pushIdentity, CancellationToken cancellationToken);

    /// <summary>Addresses that the account really owns and may send from, the primary one among them.</summary>
    Task<IReadOnlyList<SendAsAddress>> ListSendAsAsync(MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>
    /// Stores an unsent draft. <paramref name="thread"/> joins a provider thread of this mailbox; a thread that is gone is ignored
    /// (the headers still thread the mail for everybody else).
    /// </summary>
    Task<DraftId> CreateDraftAsync(MailboxId mailbox, ReadOnlyMemory<byte> mime, ProviderThreadId? thread, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a draft; the provider consumes it, so that it can go out once only. <see cref="MailProviderFailure.NotFound"/> when it is gone already;
    /// <see cref="MailProviderFailure.Transient"/> when nobody knows whether it went out. Null when the provider took it for certain but does not say where
    /// the sent copy is (Graph's 202): <see cref="FindSentAsync"/> finds it sooner or later, and it must not be sent again.
    /// </summary>
    Task<SentMessage?> SendDraftAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken);

    Task<bool> DraftExistsAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken);

    /// <summary>Deletes a draft; an absent one is no failure.</summary>
    Task DeleteDraftAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken);

    /// <summary>Drafts that carry this send token and were made since then: what a crash between creating a draft and noting its id leaves behind.</summary>
    Task<IReadOnlyList<DraftId>> FindDraftsAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>
    /// The sent mail that carries this token, or null while none can be seen. Sent copies may become visible a minute after the effect:
    /// null soon after a send proves nothing.
    /// </summary>
    Task<SentMessage?> FindSentAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken);
}
