namespace EmailSync.Functions.OpenApi;

/// <summary>The body that an HTTP function takes.</summary>
/// <param name="maxBytes">A larger one is refused with 413.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesAttribute(int maxBytes) : Attribute
{
    public int MaxBytes { get; } = maxBytes;

    /// <summary>What the JSON says; null for bytes.</summary>
    public Type? Body { get; init; }

    public string MediaType { get; init; } = "application/json";
}
