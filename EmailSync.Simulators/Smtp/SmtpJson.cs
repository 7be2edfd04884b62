using System.Text.Json.Serialization;
using EmailSync.Simulators.Control;

namespace EmailSync.Simulators.Smtp;

internal sealed record NewSmtpAccount(string User, string Password);

internal sealed record SmtpAccountSeen(string User);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(IReadOnlyList<SmtpMail>))]
[JsonSerializable(typeof(NewSmtpAccount))]
[JsonSerializable(typeof(SmtpAccountSeen))]
[JsonSerializable(typeof(IReadOnlyList<SmtpAccountSeen>))]
[JsonSerializable(typeof(FaultOrder))]
[JsonSerializable(typeof(FaultState))]
[JsonSerializable(typeof(IReadOnlyList<FaultState>))]
internal sealed partial class SmtpJson : JsonSerializerContext;
