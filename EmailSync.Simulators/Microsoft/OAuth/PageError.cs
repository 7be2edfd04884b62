namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>A sign-in that ends on Microsoft's own error page, without a redirect.</summary>
internal sealed class PageError(int number, string message) : Exception(message)
{
    public int Number { get; } = number;
}
