using EmailSync.Core.Mailboxes;
using Microsoft.Graph.Me.Messages.Item.Move;
using Microsoft.Graph.Models;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Read state and trash of single messages. Immutable ids stay while messages move.</summary>
internal sealed class OutlookStates(OutlookClient client, OutlookFolders folders)
{
    private const string DeletedItems = "deleteditems";
    private const string Inbox = "inbox";
    private const string SentItems = "sentitems";

    // Whether this account sent it stands in the headers alone.
    private static readonly string[] selected = ["id", "parentFolderId", "isRead", "isDraft", "internetMessageHeaders"];

    public async Task<MessageState> GetAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken)
    {
        var found = await client.SendAsync(
            mailbox,
            GraphMethod.MessageGet,
            client.Graph.Me.Messages[message.Value].ToGetRequestInformation(configure => configure.QueryParameters.Select = selected),
            Message.CreateFromDiscriminatorValue,
            cancellationToken);
        var folder = found.ParentFolderId ?? throw OutlookClient.Unreadable();
        if (await folders.IsRecoverableAsync(mailbox, folder, cancellationToken))
            throw new MailProviderException(MailProviderFailure.NotFound, "recoverable_item");
        var placement = OutlookMessages.Placement(found, await folders.PlacementAsync(mailbox, folder, cancellationToken));
        return new MessageState(placement, placement.HasFlag(Placement.Trash) ? Home(placement) : folder);
    }

    public Task SetReadAsync(MailboxId mailbox, ProviderMessageId message, bool read, CancellationToken cancellationToken) =>
        client.SendAsync(
            mailbox,
            GraphMethod.MessageUpdate,
            client.Graph.Me.Messages[message.Value].ToPatchRequestInformation(new Message { IsRead = read }),
            Message.CreateFromDiscriminatorValue,
            cancellationToken);

    public Task TrashAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken) =>
        MoveAsync(mailbox, message, DeletedItems, cancellationToken);

    public async Task RestoreAsync(MailboxId mailbox, ProviderMessageId message, string place, CancellationToken cancellationToken)
    {
        try
        {
            await MoveAsync(mailbox, message, place, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind is MailProviderFailure.NotFound or MailProviderFailure.Rejected && place is not (Inbox or SentItems))
        {
            // The folder was deleted meanwhile, or the message itself was; the next call tells.
            var state = await GetAsync(mailbox, message, cancellationToken);
            if (state.IsTrashed) await MoveAsync(mailbox, message, state.Place, cancellationToken);
        }
    }

    private static string Home(Placement placement) => placement.HasFlag(Placement.Sent) ? SentItems : Inbox;

    private Task<Message> MoveAsync(MailboxId mailbox, ProviderMessageId message, string folder, CancellationToken cancellationToken) =>
        client.SendAsync(
            mailbox,
            GraphMethod.MessageMove,
            client.Graph.Me.Messages[message.Value].Move.ToPostRequestInformation(new MovePostRequestBody { DestinationId = folder }),
            Message.CreateFromDiscriminatorValue,
            cancellationToken);
}
