using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.LocalHost.Azurite;

/// <summary>What a running Azurite noted about itself (launch.cjs writes it).</summary>
internal sealed record AzuriteState(int Pid, string Start, int BlobPort, int QueuePort, int TablePort)
{
    // The public key of the emulator's only account.
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [JsonIgnore]
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AccountKey};"
        + $"BlobEndpoint=http://127.0.0.1:{BlobPort}/devstoreaccount1;"
        + $"QueueEndpoint=http://127.0.0.1:{QueuePort}/devstoreaccount1;"
        + $"TableEndpoint=http://127.0.0.1:{TablePort}/devstoreaccount1;");

    [JsonIgnore]
    public bool IsAlive => ProcessIdentity.IsAlive(Pid, Start);

    public bool HasPorts(AzuriteOptions options) =>
        Fits(options.BlobPort, BlobPort) && Fits(options.QueuePort, QueuePort) && Fits(options.TablePort, TablePort);

    /// <summary>Null where nothing readable stands; a file cut short by a crash is as good as none.</summary>
    public static AzuriteState? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), AzuriteJson.Default.AzuriteState);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static bool Fits(int wanted, int actual) => wanted == 0 || wanted == actual;
}

internal sealed record AzuriteLaunch(
    string Script, string Location, string LogFile, string StateFile, int BlobPort, int QueuePort, int TablePort, int? Owner);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AzuriteState))]
[JsonSerializable(typeof(AzuriteLaunch))]
internal sealed partial class AzuriteJson : JsonSerializerContext;
