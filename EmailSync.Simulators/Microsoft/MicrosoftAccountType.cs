using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.Simulators.Microsoft;

/// <summary>A work or school account of a tenant, or a personal one (outlook.com).</summary>
[JsonConverter(typeof(MicrosoftAccountTypeConverter))]
public enum MicrosoftAccountType
{
    Work,
    Personal,
}

internal sealed class MicrosoftAccountTypeConverter() : JsonStringEnumConverter<MicrosoftAccountType>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
