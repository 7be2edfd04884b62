using System.Text.Json.Serialization;

namespace EmailSync.Core.Providers.Gmail;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GoogleTokenAnswer))]
internal sealed partial class GoogleJson : JsonSerializerContext;
