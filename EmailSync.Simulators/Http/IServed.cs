namespace EmailSync.Simulators.Http;

/// <summary>A server of the simulated world, until it is disposed.</summary>
internal interface IServed : IAsyncDisposable
{
    Uri BaseUrl { get; }
}
