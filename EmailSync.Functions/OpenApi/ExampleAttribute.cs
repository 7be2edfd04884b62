namespace EmailSync.Functions.OpenApi;

/// <summary>An example of a body, as JSON; a test reads it as the type that it stands on.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExampleAttribute(string json) : Attribute
{
    public string Json { get; } = json;
}
