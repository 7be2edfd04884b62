using EmailSync.Core.Mailboxes;
using Microsoft.Extensions.Options;
using Microsoft.Graph.Models;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>The subscription of a mailbox: one for all its folders, renewed while it lives, made anew when it does not.</summary>
internal sealed class OutlookWatch(OutlookClient client, OutlookClientState states, IOptions<EmailSyncOptions> options, TimeProvider time)
{
    private const string Resource = "me/messages";
    private const int MostPages = 10;

    // Graph's limit is 10,080 minutes from its own now.
    private static readonly TimeSpan life = TimeSpan.FromMinutes(10_080 - 15);

    public async Task<WatchState> WatchAsync(MailboxId mailbox, string? known, CancellationToken cancellationToken)
    {
        if (known is not null && await RenewAsync(mailbox, known, cancellationToken) is { } renewed) return renewed;
        try
        {
            var made = await CreateAsync(mailbox, cancellationToken);
            await EndOthersAsync(mailbox, made.PushIdentity, cancellationToken);
            return made;
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.Transient)
        {
            // 409: there is one already, made by a call whose answer was lost. Where the answer to this very call was lost, it is found too.
            var own = await FindOwnAsync(mailbox, cancellationToken);
            if (own is null || await RenewAsync(mailbox, own, cancellationToken) is not { } adopted) throw;
            return adopted;
        }
    }

    public async Task UnwatchAsync(MailboxId mailbox, string? known, CancellationToken cancellationToken)
    {
        if (known is null && (known = await FindOwnAsync(mailbox, cancellationToken)) is null) return;
        try
        {
            await client.SendAsync(
                mailbox, GraphMethod.SubscriptionDelete, client.Graph.Subscriptions[known].ToDeleteRequestInformation(), cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            // It ended by itself.
        }
    }

    /// <summary>Null where it does not live any more, or rings where nobody listens any more.</summary>
    private async Task<WatchState?> RenewAsync(MailboxId mailbox, string id, CancellationToken cancellationToken)
    {
        try
        {
            var renewed = await client.SendAsync(
                mailbox,
                GraphMethod.SubscriptionRenew,
                client.Graph.Subscriptions[id].ToPatchRequestInformation(new Subscription { ExpirationDateTime = time.GetUtcNow() + life }),
                Subscription.CreateFromDiscriminatorValue,
                cancellationToken);
            if (renewed.NotificationUrl is null || renewed.NotificationUrl == NotificationUrl) return State(renewed);
            await UnwatchAsync(mailbox, id, cancellationToken);
            return null;
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            return null;
        }
    }

    private async Task<WatchState> CreateAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var asked = new Subscription
        {
            ChangeType = "created,updated,deleted",
            Resource = Resource,
            NotificationUrl = NotificationUrl,
            LifecycleNotificationUrl = NotificationUrl + "/lifecycle",
            ClientState = states.Of(mailbox),
            ExpirationDateTime = time.GetUtcNow() + life,
            LatestSupportedTlsVersion = "v1_2",
        };
        return State(await client.SendAsync(
            mailbox,
            GraphMethod.SubscriptionCreate,
            client.Graph.Subscriptions.ToPostRequestInformation(asked),
            Subscription.CreateFromDiscriminatorValue,
            cancellationToken));
    }

    /// <summary>
    /// A subscription whose id a crash kept from us rings for nobody and counts against the mailbox's limit. Where it cannot be ended now it ends by itself, within a week.
    /// </summary>
    private async Task EndOthersAsync(MailboxId mailbox, string current, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var other in await ListOwnAsync(mailbox, cancellationToken))
            {
                if (other != current)
                    await UnwatchAsync(mailbox, other, cancellationToken);
            }
        }
        catch (MailProviderException)
        {
            // The new one stands; what became of the others is no reason to take it for failed.
        }
    }

    private async Task<string?> FindOwnAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        await ListOwnAsync(mailbox, cancellationToken) is [var first, ..] ? first : null;

    private async Task<IReadOnlyList<string>> ListOwnAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var own = new List<string>();
        var request = client.Graph.Subscriptions.ToGetRequestInformation();
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await client.SendAsync(
                mailbox, GraphMethod.SubscriptionList, request, SubscriptionCollectionResponse.CreateFromDiscriminatorValue, cancellationToken);
            own.AddRange((answer.Value ?? []).Where(IsOwn).Select(found => found.Id).Where(id => id is { Length: > 0 }).Select(id => id!));
            if (answer.OdataNextLink is not { Length: > 0 } next) break;
            request = client.Graph.Subscriptions.WithUrl(client.Checked(next)).ToGetRequestInformation();
        }
        return own;
    }

    private bool IsOwn(Subscription found) =>
        found.NotificationUrl == NotificationUrl && string.Equals(found.Resource?.TrimStart('/'), Resource, StringComparison.OrdinalIgnoreCase);

    private string NotificationUrl => options.Value.PublicBaseUrl.TrimEnd('/') + "/api/notifications/outlook";

    private static WatchState State(Subscription subscription) => subscription is { Id: { Length: > 0 } id, ExpirationDateTime: { } expires }
        ? new WatchState(id, expires)
        : throw OutlookClient.Unreadable();
}
