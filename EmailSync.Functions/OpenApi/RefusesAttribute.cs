namespace EmailSync.Functions.OpenApi;

/// <summary>A problem document that is this function's own. What belongs to all (401, 413, 503 and the like) is not repeated at each.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="codes">Codes of docs/errors.md.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RefusesAttribute(int status, params string[] codes) : Attribute
{
    public int Status { get; } = status;

    public IReadOnlyList<string> Codes { get; } = codes;
}
