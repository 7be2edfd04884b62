using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>
/// Delivers a conversation's events to its location's webhook: at least once, in commit order. The first event that fails holds back the later ones of
/// its conversation, and nobody else's.
/// </summary>
public sealed partial class DeliverOutbox(
    ConversationStore conversations,
    DirectoryStore directory,
    DueStore due,
    WebhookData data,
    LocationSecrets secrets,
    IHttpClientFactory clients,
    TimeProvider time,
    ILogger<DeliverOutbox> logger)
{
    public const string HttpClientName = "webhooks";

    private static readonly TimeSpan SetAsideAfter = TimeSpan.FromDays(3);

    /// <summary>Drains the outbox. Markers that were due before the look go with it; younger ones may stand for transactions still under way.</summary>
    public async Task DeliverAsync(ConversationKey conversation, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        if (await conversations.OwnerOfAsync(conversation, cancellationToken) is not { } owner
            || await directory.GetLocationAsync(owner.Location, cancellationToken) is not { Webhook: { } target } location)
        {
            await due.CancelDueAsync(DueKind.Deliver, conversation.Value, began, cancellationToken);
            return;
        }

        await foreach (var item in conversations.ListOutboxAsync(conversation, cancellationToken))
        {
            if (await TryDeliverAsync(location, owner.Contact, target, item, cancellationToken))
            {
                await conversations.RemoveFromOutboxAsync(item, cancellationToken);
                continue;
            }
            var now = time.GetUtcNow();
            if (now - item.At > SetAsideAfter)
            {
                await conversations.SetAsideAsync(item, cancellationToken);
                LogSetAside(logger, conversation.Value);
                continue;
            }

            // The next try first, then the markers that are due: the conversation is never without one.
            await due.ScheduleAsync(DueKind.Deliver, conversation.Value, now + Wait(now - item.At), cancellationToken);
            await due.CancelDueAsync(DueKind.Deliver, conversation.Value, now, cancellationToken);
            return;
        }
        await due.CancelDueAsync(DueKind.Deliver, conversation.Value, began, cancellationToken);
    }

    /// <summary>Half of the time already spent, at least 5 seconds, at most an hour.</summary>
    private static TimeSpan Wait(TimeSpan spent) => TimeSpan.FromSeconds(Math.Clamp(spent.TotalSeconds / 2, 5, 3600));

    private async Task<bool> TryDeliverAsync(
        Location location, ContactId conversation, WebhookTarget target, OutboxEvent item, CancellationToken cancellationToken)
    {
        if (await data.ReadAsync(location.Id, conversation, item, cancellationToken) is not { } view)
            return true;
        var body = JsonSerializer.Serialize(new WebhookEvent(item.Type, item.At, location.Id.Value, view), CrmJson.Default.WebhookEvent);
        var now = time.GetUtcNow();
        var id = $"evt_{item.Conversation}{item.RowKey}";
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8")),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", WebhookSignature.Timestamp(now));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(secrets.Reveal(location.Id, target.ProtectedSecret), id, now, body));
        try
        {
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                LogDelivered(logger, item.Type, item.Conversation.Value, item.RowKey);
                return true;
            }
            LogRefused(logger, item.Type, (int)response.StatusCode);
            return false;
        }
        catch (HttpRequestException e)
        {
            LogUnreachable(logger, item.Type, e.HttpRequestError);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(logger, item.Type, HttpRequestError.Unknown);
            return false;
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "Webhook {Type} of conversation {Conversation} delivered ({Event})")]
    private static partial void LogDelivered(ILogger logger, CrmEventType type, string conversation, string @event);

    [LoggerMessage(4002, LogLevel.Warning, "Webhook {Type} was answered with {Status}; it will be tried again")]
    private static partial void LogRefused(ILogger logger, CrmEventType type, int status);

    [LoggerMessage(4003, LogLevel.Warning, "Webhook {Type} could not be delivered ({Error}); it will be tried again")]
    private static partial void LogUnreachable(ILogger logger, CrmEventType type, HttpRequestError error);

    [LoggerMessage(4004, LogLevel.Error, "A webhook of conversation {Conversation} failed for three days and was set aside")]
    private static partial void LogSetAside(ILogger logger, string conversation);
}
