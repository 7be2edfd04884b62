using System.Security.Cryptography;
using System.Text;
using EmailSync.Core;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.Middleware;

/// <summary>Demands the API key on every HTTP function that does not say <see cref="WithoutKeyAttribute"/>.</summary>
public sealed class ApiKeyMiddleware(FunctionCatalog catalog, IOptions<EmailSyncOptions> options) : IFunctionsWorkerMiddleware
{
    private const string Scheme = "Bearer ";

    // Digests have one length, so that the comparison takes the same time for every key that is offered.
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.ApiKey));

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && catalog.NeedsKey(context.FunctionDefinition.Name) && !HasKey(http.Request))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await ApiProblem.Unauthorized.ToResult().ExecuteAsync(http);
            return;
        }
        await next(context);
    }

    private bool HasKey(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())), expected);
    }
}
