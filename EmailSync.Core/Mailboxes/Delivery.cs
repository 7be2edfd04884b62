using System.Text.Json.Serialization;

namespace EmailSync.Core.Mailboxes;

/// <summary>How a mailbox's mail is found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Delivery>))]
public enum Delivery
{
    [JsonStringEnumMemberName("push")]
    Push,

    /// <summary>Nobody rings, or not reliably: the mailbox is looked at more often (B7).</summary>
    [JsonStringEnumMemberName("polling")]
    Polling,
}
