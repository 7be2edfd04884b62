namespace EmailSync.Functions.OpenApi;

/// <summary>JSON Schema of a member whose type says less than it takes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SchemaAttribute(string json) : Attribute
{
    public string Json { get; } = json;
}
