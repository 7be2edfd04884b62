namespace EmailSync.Benchmarks.Drivers;

/// <summary>Reads what the functions process counts about itself.</summary>
internal sealed class MetricsDriver(Uri functions)
{
    public async Task<HostFigures> ReadAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(functions, "_host/metrics"));
        return await Web.ReadAsync<HostFigures>(request, cancellationToken);
    }
}
