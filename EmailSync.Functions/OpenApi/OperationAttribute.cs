namespace EmailSync.Functions.OpenApi;

/// <summary>What an HTTP function is for, in the API's document.</summary>
/// <param name="group">The heading that it stands under.</param>
/// <param name="summary">A line for people.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(string group, string summary) : Attribute
{
    public string Group { get; } = group;

    public string Summary { get; } = summary;

    /// <summary>What the line does not say: order, repetition, what it is not.</summary>
    public string? Description { get; init; }
}
