namespace EmailSync.Simulators.Microsoft;

/// <summary>A refusal in Graph's own words: becomes <c>{"error":{"code","message","innerError"}}</c>.</summary>
internal sealed class GraphError(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public int? RetryAfterSeconds { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
