using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>Reads what an event is about, as it stands now: the order of events is kept, old states are not.</summary>
public sealed class WebhookData(ConversationStore conversations, DirectoryStore directory)
{
    /// <summary>Longer texts are left out: a webhook is no place to download mail.</summary>
    private const int MaxBodyPart = 64 * 1024;

    /// <param name="location">Whose event it is.</param>
    /// <param name="conversation">The contact in whose conversation it stands.</param>
    /// <returns>Null when there is nothing to tell any more.</returns>
    public async Task<JsonElement?> ReadAsync(LocationId location, ContactId conversation, OutboxEvent item, CancellationToken cancellationToken)
    {
        if (item.Thread is { } thread)
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

    private static MessageView Fit(MessageView view) =>
        (view.Text?.Length ?? 0) + (view.QuotedText?.Length ?? 0) <= MaxBodyPart && (view.Html?.Length ?? 0) <= MaxBodyPart
            ? view
            : view with { Text = null, QuotedText = null, Html = null, Truncated = true };
}
