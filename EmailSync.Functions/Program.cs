#if OFFICIAL_PACKAGES
using EmailSync.Functions;
using EmailSync.Functions.Middleware;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddEmailSync(builder.Configuration);
foreach (var type in EmailSyncMiddleware.InOrder)
    builder.Use(next => context => ((IFunctionsWorkerMiddleware)context.InstanceServices.GetRequiredService(type)).Invoke(context, next));
await builder.Build().RunAsync();
return 0;
#else
await Console.Error.WriteLineAsync(
    "EmailSync.Functions runs under the Azure Functions host: build it with -p:OfficialPackages=true, or start EmailSync.LocalHost instead.");
return 1;
#endif
