using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.Core.Storage;

/// <summary>JSON inside rows and blobs; reading tolerates members that a newer version wrote.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(MessageDocument))]
[JsonSerializable(typeof(LocationSettingsDocument))]
[JsonSerializable(typeof(List<ClaimDocument>))]
[JsonSerializable(typeof(List<WaitingDocument>))]
[JsonSerializable(typeof(List<ThreadLinkDocument>))]
[JsonSerializable(typeof(List<ReportDocument>))]
[JsonSerializable(typeof(List<AddressOwnerDocument>))]
[JsonSerializable(typeof(List<AddressUserDocument>))]
[JsonSerializable(typeof(List<Access.StoredSecret>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(Mail.MailContent))]
[JsonSerializable(typeof(Sending.Batches.BatchShared))]
[JsonSerializable(typeof(Sending.Batches.BatchPlace[]))]
[JsonSerializable(typeof(Sending.Batches.BatchMail))]
[JsonSerializable(typeof(Directory.Imports.ImportedContact[]))]
[JsonSerializable(typeof(Directory.Imports.ImportMistake[]))]
[JsonSerializable(typeof(Directory.Imports.OwedFillIn[]))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    public static T Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new JsonException("A stored document is the JSON null.");
}
