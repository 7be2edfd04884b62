using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.LocalHost.Settings;

/// <summary>Reads local.settings.json, the file that Azure Functions Core Tools reads: <c>{"IsEncrypted":false,"Values":{…}}</c>.</summary>
internal static partial class SettingsFile
{
    private const long MaxLength = 1024 * 1024;

    /// <summary>The values by configuration key (<c>__</c> read as <c>:</c>).</summary>
    /// <exception cref="StartupException">The file cannot be used; the message says why.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaxLength)
                throw new StartupException($"Settings file {path} is larger than 1 MiB.");
            var content = JsonSerializer.Deserialize(file, SettingsJson.Default.Content);
            if (content?.IsEncrypted == true)
                throw new StartupException($"Settings file {path} is encrypted; decrypt it with 'func settings decrypt'.");
            return Flatten(path, content?.Values ?? []);
        }
        catch (JsonException exception)
        {
            throw new StartupException($"Settings file {path} is not valid JSON: line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}.", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartupException($"Settings file {path} does not exist.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Settings file {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, string?> Flatten(string path, Dictionary<string, JsonElement> values)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            settings[name.Replace("__", ":", StringComparison.Ordinal)] = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                JsonValueKind.Null => null,
                _ => throw new StartupException($"Settings file {path}: the value of {name} must be a text; write {name}__… for its parts."),
            };
        }

        return settings;
    }

    internal sealed record Content(bool? IsEncrypted, Dictionary<string, JsonElement>? Values);

    [JsonSourceGenerationOptions(
        PropertyNameCaseInsensitive = true, AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip)]
    [JsonSerializable(typeof(Content))]
    private sealed partial class SettingsJson : JsonSerializerContext;
}
