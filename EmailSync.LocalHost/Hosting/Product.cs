using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Hosting;

/// <summary>What the local host runs: the assembly with the functions, their services, and their middleware with the outermost first.</summary>
internal sealed record Product(Assembly Assembly, Action<IServiceCollection, IConfiguration> ConfigureServices, IReadOnlyList<Type> Middleware);
