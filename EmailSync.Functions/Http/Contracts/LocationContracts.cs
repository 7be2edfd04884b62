using System.Text.Json;
using EmailSync.Core.Directory;

namespace EmailSync.Functions.Http.Contracts;

public sealed record LocationBody(string? Name, LocationSettingsBody? Settings, WebhookBody? CrmWebhook);

/// <summary>The settings of RULES.md. Those of rules that are not built yet are kept and given back.</summary>
public sealed record LocationSettingsBody
{
    public RequireAssignedBody? RequireAssignedContact { get; init; }

    [System.Text.Json.Serialization.JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

public sealed record RequireAssignedBody(AssignmentPolicy? Gmail, AssignmentPolicy? Outlook);

/// <param name="Secret"><c>whsec_</c> and base64 of 24 to 64 bytes; write-only.</param>
public sealed record WebhookBody(string? Url, string? Secret);

public sealed record LocationView(string Id, string Name, LocationSettingsBody Settings, WebhookView? CrmWebhook);

public sealed record WebhookView(string Url);
