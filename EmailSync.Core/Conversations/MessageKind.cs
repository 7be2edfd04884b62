using System.Text.Json.Serialization;

namespace EmailSync.Core.Conversations;

/// <summary>What a mail is to the CRM; it decides from where it goes out (R30 to R33).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageKind>))]
public enum MessageKind
{
    /// <summary>A person wrote or received it.</summary>
    [JsonStringEnumMemberName("individual")]
    Individual,

    /// <summary>One of many with the same content, each to a recipient of its own.</summary>
    [JsonStringEnumMemberName("bulk")]
    Bulk,

    /// <summary>A workflow of the CRM wrote it.</summary>
    [JsonStringEnumMemberName("workflow")]
    Workflow,
}
