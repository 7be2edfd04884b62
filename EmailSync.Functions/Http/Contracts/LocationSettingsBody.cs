using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>The settings of RULES.md. Those of rules that are not built yet are kept and given back.</summary>
public sealed record LocationSettingsBody
{
    public RequireAssignedBody? RequireAssignedContact { get; init; }

    public LabsBody? Labs { get; init; }

    public OversizedAttachments? OversizedAttachments { get; init; }

    /// <summary>A list of file name extensions, or the word <c>any</c>.</summary>
    [Schema("""{ "oneOf": [{ "const": "any" }, { "type": "array", "items": { "type": "string" } }] }""")]
    public JsonElement? AttachmentTypes { get; init; }

    /// <summary>R34.</summary>
    public DailySendLimitBody? DailySendLimit { get; init; }

    /// <summary>R38.</summary>
    public TrackingBody? Tracking { get; init; }

    public bool? FillIn { get; init; }

    [System.Text.Json.Serialization.JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
