using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

[Example("""
    {
      "name": "Bright Dental",
      "settings": { "requireAssignedContact": { "gmail": "never" }, "tracking": { "opens": true } },
      "bulkProvider": { "host": "smtp.example", "port": 587, "security": "startTls", "from": "office@brightdental.example" },
      "crmWebhook": { "url": "https://crm.example/hooks/email", "secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3" }
    }
    """)]
public sealed record LocationBody(
    [property: StringLength(Limits.Name)] string? Name, LocationSettingsBody? Settings, BulkProviderBody? BulkProvider, WebhookBody? CrmWebhook);
