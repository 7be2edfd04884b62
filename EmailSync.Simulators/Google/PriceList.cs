using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.Simulators.Google;

/// <summary>Quota prices and the allowance per mailbox and minute: since May 2026, or before.</summary>
[JsonConverter(typeof(PriceListConverter))]
public enum PriceList
{
    New,
    Old,
}

internal sealed class PriceListConverter() : JsonStringEnumConverter<PriceList>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
