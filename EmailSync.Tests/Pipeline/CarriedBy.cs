using EmailSync.Simulators.Http;
using Microsoft.Extensions.Http;

namespace EmailSync.Tests.Pipeline;

/// <summary>Every HTTP client of a container, as it is, but for what carries its requests.</summary>
internal sealed class CarriedBy(INetwork network) : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        builder.PrimaryHandler = network.Client();
    };
}
