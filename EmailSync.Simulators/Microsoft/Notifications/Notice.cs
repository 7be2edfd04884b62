using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>One item on its way to a subscriber.</summary>
/// <param name="Number">The same for both halves of a duplicate, which therefore never travel together.</param>
/// <param name="IsLifecycle">Tells of the subscription itself, and so comes even when its grant is dead.</param>
internal sealed record Notice(long Number, Subscription Subscription, Uri Url, JsonObject Item, bool IsLifecycle, DateTimeOffset PublishedAt)
{
    public string Mailbox => Subscription.Account.Address;

    public int Attempts { get; set; }

    /// <summary>Not before this time: held back by a slow host, a fault, or a failed attempt.</summary>
    public DateTimeOffset NotBefore { get; set; }
}
