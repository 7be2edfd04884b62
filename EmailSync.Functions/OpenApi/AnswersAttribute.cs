namespace EmailSync.Functions.OpenApi;

/// <summary>An answer of an HTTP function that has done what it was asked for.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="body">What its JSON says; null for an empty answer, or for one of another kind (<see cref="MediaType"/>).</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnswersAttribute(int status, Type? body = null) : Attribute
{
    public int Status { get; } = status;

    public Type? Body { get; } = body;

    /// <summary>Of an answer that is not JSON; null for none.</summary>
    public string? MediaType { get; init; }

    public string? Description { get; init; }

    /// <summary>Headers that belong to it.</summary>
    public string[] Headers { get; init; } = [];
}
