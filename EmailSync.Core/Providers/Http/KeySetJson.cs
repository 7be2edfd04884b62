using System.Text.Json.Serialization;

namespace EmailSync.Core.Providers.Http;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JsonKeySet))]
internal sealed partial class KeySetJson : JsonSerializerContext;
