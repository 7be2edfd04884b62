using System.Text.Json.Serialization;
using EmailSync.Simulators.Crm;
using EmailSync.Simulators.Google;
using EmailSync.Simulators.Microsoft;

namespace EmailSync.Simulators.Control;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(NewMailbox))]
[JsonSerializable(typeof(MailboxCreated))]
[JsonSerializable(typeof(IReadOnlyList<MailboxCreated>))]
[JsonSerializable(typeof(NewSendAs))]
[JsonSerializable(typeof(NewFolder))]
[JsonSerializable(typeof(FolderMade))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(NewRule))]
[JsonSerializable(typeof(LifecycleOrder))]
[JsonSerializable(typeof(LifecycleTold))]
[JsonSerializable(typeof(MessageChange))]
[JsonSerializable(typeof(MailPlaced))]
[JsonSerializable(typeof(IReadOnlyList<MailSeen>))]
[JsonSerializable(typeof(FaultOrder))]
[JsonSerializable(typeof(FaultState))]
[JsonSerializable(typeof(IReadOnlyList<FaultState>))]
[JsonSerializable(typeof(CallReport))]
[JsonSerializable(typeof(ClockChange))]
[JsonSerializable(typeof(ClockState))]
[JsonSerializable(typeof(GoogleSettings))]
[JsonSerializable(typeof(MicrosoftSettings))]
[JsonSerializable(typeof(KeyRotated))]
[JsonSerializable(typeof(HookAnswer))]
[JsonSerializable(typeof(IReadOnlyList<CrmHook>))]
internal sealed partial class ControlJson : JsonSerializerContext;
