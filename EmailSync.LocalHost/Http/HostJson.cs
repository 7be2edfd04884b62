using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.LocalHost.Http;

/// <summary>The part of host.json that the local host obeys.</summary>
internal static partial class HostJson
{
    private const string DefaultRoutePrefix = "api";

    /// <summary>The prefix of every route, without slashes at its ends; may be empty.</summary>
    /// <exception cref="StartupException">The file is there and cannot be read.</exception>
    public static string RoutePrefix(string path)
    {
        if (!File.Exists(path))
            return DefaultRoutePrefix;
        try
        {
            using var file = File.OpenRead(path);
            var content = JsonSerializer.Deserialize(file, HostJsonContext.Default.Content);
            return (content?.Extensions?.Http?.RoutePrefix ?? DefaultRoutePrefix).Trim('/');
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    internal sealed record Content(Extensions? Extensions);

    internal sealed record Extensions(Http? Http);

    internal sealed record Http(string? RoutePrefix);

    [JsonSourceGenerationOptions(
        PropertyNameCaseInsensitive = true, AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip)]
    [JsonSerializable(typeof(Content))]
    private sealed partial class HostJsonContext : JsonSerializerContext;
}
