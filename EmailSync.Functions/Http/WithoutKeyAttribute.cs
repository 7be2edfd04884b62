namespace EmailSync.Functions.Http;

/// <summary>An HTTP function that is guarded by something else than the API key, or by nothing because it tells nothing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WithoutKeyAttribute(string guard) : Attribute
{
    /// <summary>What guards it instead, for the reader.</summary>
    public string Guard { get; } = guard;
}
