using System.Text.Json;
using System.Text.Json.Serialization;
using EmailSync.Core.Crm;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Http;

/// <summary>JSON of the API: camelCase, absent members instead of nulls, enums by their published names.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(LocationBody))]
[JsonSerializable(typeof(LocationView))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(ContactBody))]
[JsonSerializable(typeof(ContactView))]
[JsonSerializable(typeof(ConnectBody))]
[JsonSerializable(typeof(ConnectView))]
[JsonSerializable(typeof(MailboxView))]
[JsonSerializable(typeof(SendBody))]
[JsonSerializable(typeof(SendView))]
[JsonSerializable(typeof(BatchBody))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(Page<BatchItemView>))]
[JsonSerializable(typeof(UploadView))]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(UpdateMessageBody))]
[JsonSerializable(typeof(SuppressionBody))]
[JsonSerializable(typeof(SuppressionView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(KeyRotationView))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(NewKeyView))]
[JsonSerializable(typeof(RotateKeyBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(TokenView))]
[JsonSerializable(typeof(Page<KeyView>))]
[JsonSerializable(typeof(Page<ContactView>))]
[JsonSerializable(typeof(Page<MessageView>))]
[JsonSerializable(typeof(Page<DecisionView>))]
[JsonSerializable(typeof(Page<QuarantineView>))]
[JsonSerializable(typeof(Page<SuppressionView>))]
[JsonSerializable(typeof(Page<MailboxSummaryView>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class ApiJson : JsonSerializerContext;
