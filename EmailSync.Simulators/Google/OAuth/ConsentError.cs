namespace EmailSync.Simulators.Google.OAuth;

/// <summary>An authorization request that ends on Google's own error page, without a redirect.</summary>
internal sealed class ConsentError(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
