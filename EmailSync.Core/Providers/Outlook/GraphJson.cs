using System.Text.Json.Serialization;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>What is read of Graph without its SDK.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MicrosoftAccount))]
[JsonSerializable(typeof(OutlookNotificationBody))]
internal sealed partial class GraphJson : JsonSerializerContext;
