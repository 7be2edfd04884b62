using System.Text.Json;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>The settings of RULES.md. Those of rules that are not built yet are kept and given back.</summary>
public sealed record LocationSettingsBody
{
    public RequireAssignedBody? RequireAssignedContact { get; init; }

    [System.Text.Json.Serialization.JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
