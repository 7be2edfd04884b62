using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>A form that was posted; empty fields count as left out.</summary>
internal sealed class FormBody(GraphCall call)
{
    private readonly Dictionary<string, StringValues> fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Body));

    public bool IsForm { get; } = call.MediaType == "application/x-www-form-urlencoded";

    public string? One(string name) => fields.TryGetValue(name, out var values) && values.FirstOrDefault() is { Length: > 0 } value ? value : null;

    public string Required(string name) => One(name) ?? throw OAuthError.Missing(name);

    public IReadOnlyList<string> Many(string name) => fields.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];
}
