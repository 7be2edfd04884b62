namespace EmailSync.Functions.OpenApi;

/// <summary>A query parameter of an HTTP function.</summary>
/// <param name="name">As it stands in the URL.</param>
/// <param name="description">What it does.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryAttribute(string name, string description) : Attribute
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public bool Required { get; init; }

    /// <summary>JSON Schema's <c>format</c>: <c>date-time</c>, <c>email</c>, <c>uri</c>; null for any text.</summary>
    public string? Format { get; init; }

    /// <summary>The words that it takes; empty for any text.</summary>
    public string[] Values { get; init; } = [];
}
