using System.Text.Json;
using System.Text.Json.Serialization;
using EmailSync.Core.Crm.Webhooks;

namespace EmailSync.Core.Crm;

/// <summary>JSON towards the CRM: camelCase, absent members instead of nulls.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(ContactView))]
[JsonSerializable(typeof(ThreadView))]
[JsonSerializable(typeof(MailboxEventView))]
[JsonSerializable(typeof(WebhookTestView))]
[JsonSerializable(typeof(WebhookEvent))]
public sealed partial class CrmJson : JsonSerializerContext;
