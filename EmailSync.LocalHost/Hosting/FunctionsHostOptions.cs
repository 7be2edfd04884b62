using System.Reflection;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Hosting;

/// <summary>What the functions host runs, and where.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>Holds the functions.</summary>
    public required Assembly Assembly { get; init; }

    /// <summary>The classes of the functions; default: all of the assembly.</summary>
    public IReadOnlyList<Type>? Classes { get; init; }

    public required Action<IServiceCollection, IConfiguration> ConfigureServices { get; init; }

    /// <summary>Types of <c>IFunctionsWorkerMiddleware</c>, the outermost first.</summary>
    public IReadOnlyList<Type> Middleware { get; init; } = [];

    public required IConfiguration Settings { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    public string HostJsonPath { get; init; } = Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>Holds durable state and timer runs; null means that there are neither durable functions nor monitored timers.</summary>
    public TableServiceClient? Tables { get; init; }

    /// <summary>The task hub; several hosts on one storage account need several.</summary>
    public string HubName { get; init; } = "EmailSync";

    public Action<ILoggingBuilder> ConfigureLogging { get; init; } = logging => logging.ClearProviders();
}
