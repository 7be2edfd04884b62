namespace EmailSync.Functions.OpenApi;

/// <summary>A request header that an HTTP function reads.</summary>
/// <param name="name">The header's name.</param>
/// <param name="description">What it does.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class TakesHeaderAttribute(string name, string description) : Attribute
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public bool Required { get; init; }
}
