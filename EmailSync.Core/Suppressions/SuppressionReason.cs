using System.Text.Json.Serialization;

namespace EmailSync.Core.Suppressions;

/// <summary>Why an address gets no bulk mail; a later one outranks an earlier one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SuppressionReason>))]
public enum SuppressionReason
{
    /// <summary>A report said that nobody has the address.</summary>
    [JsonStringEnumMemberName("hardBounce")]
    HardBounce,

    /// <summary>The CRM put it there.</summary>
    [JsonStringEnumMemberName("manual")]
    Manual,

    /// <summary>The recipient pressed the link or the button.</summary>
    [JsonStringEnumMemberName("unsubscribed")]
    Unsubscribed,

    /// <summary>The recipient called a mail spam.</summary>
    [JsonStringEnumMemberName("complained")]
    Complained,
}
