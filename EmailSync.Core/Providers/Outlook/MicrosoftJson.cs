using System.Text.Json.Serialization;

namespace EmailSync.Core.Providers.Outlook;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MicrosoftTokenAnswer))]
internal sealed partial class MicrosoftJson : JsonSerializerContext;
