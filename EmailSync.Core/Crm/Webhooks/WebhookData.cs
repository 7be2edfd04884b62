using System.Text;
using System.Text.Json;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>Reads what an event is about, a message or contact as it stands now: the order of events is kept, old states are not.</summary>
public sealed class WebhookData(ConversationStore conversations, DirectoryStore directory, MailboxStore mailboxes)
{
    /// <summary>In UTF-8. Longer ones are left out: a webhook is no place to download mail.</summary>
    private const int MaxPartBytes = 64 * 1024;

    /// <param name="owner">Whose event it is.</param>
    /// <returns>Null when there is nothing to tell any more.</returns>
    public async Task<JsonElement?> ReadAsync(EventOwner owner, OutboxEvent item, CancellationToken cancellationToken)
    {
        var location = owner.Location;
        if (item.Mailbox is { } id)
        {
            return owner.User is { } user && await mailboxes.GetAsync(id, cancellationToken) is { } mailbox
                ? JsonSerializer.SerializeToElement(
                    new MailboxEventView(user.Value, mailbox.Provider, mailbox.Address, StatusOf(item.Type), item.Reason, item.At), CrmJson.Default.MailboxEventView)
                : null;
        }
        if (item.Thread is { } thread && owner.Contact is { } conversation)
            return JsonSerializer.SerializeToElement(new ThreadView(thread.Value, conversation.Value), CrmJson.Default.ThreadView);
        if (item.Created is { } created)
        {
            return await directory.GetContactAsync(location, created, cancellationToken) is { } contact
                ? JsonSerializer.SerializeToElement(ContactView.Of(contact), CrmJson.Default.ContactView)
                : null;
        }
        return item.Message is { } message && await conversations.GetWithContentAsync(location, message, cancellationToken) is { } stored
            ? JsonSerializer.SerializeToElement(Fit(MessageView.Of(stored.Message, stored.Content)), CrmJson.Default.MessageView)
            : null;
    }

    /// <summary>Of a mailbox the event itself says what happened: its state may be another by now.</summary>
    private static MailboxStatus StatusOf(CrmEventType type) => type switch
    {
        CrmEventType.MailboxConnected => MailboxStatus.Connected,
        CrmEventType.MailboxReauthRequired => MailboxStatus.ReauthRequired,
        CrmEventType.MailboxDisconnected => MailboxStatus.Disconnected,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an event of a mailbox."),
    };

    internal static MessageView Fit(MessageView view)
    {
        var keepsText = Bytes(view.Text) + Bytes(view.QuotedText) <= MaxPartBytes;
        var keepsHtml = Bytes(view.Html) <= MaxPartBytes;
        return keepsText && keepsHtml
            ? view
            : view with
            {
                Text = keepsText ? view.Text : null,
                QuotedText = keepsText ? view.QuotedText : null,
                Html = keepsHtml ? view.Html : null,
                Truncated = true,
            };
    }

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
