using System.Reflection;
using EmailSync.Core.Access;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Http;

/// <summary>What this assembly's HTTP functions say of themselves in attributes.</summary>
public sealed class FunctionCatalog
{
    private readonly HashSet<string> withoutKey;
    private readonly Dictionary<string, Reach> reaches;
    private readonly List<(TemplateMatcher Matcher, string[] Methods)> routes;

    public FunctionCatalog()
    {
        var functions = typeof(FunctionCatalog).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(m => (Name: m.GetCustomAttribute<FunctionAttribute>()?.Name, Method: m))
            .Where(f => f.Name is not null)
            .ToList();
        withoutKey = [.. functions.Where(f => f.Method.GetCustomAttribute<WithoutKeyAttribute>() is not null).Select(f => f.Name!)];
        reaches = functions
            .Where(f => f.Method.GetCustomAttribute<ReachesAttribute>() is not null)
            .ToDictionary(f => f.Name!, f => f.Method.GetCustomAttribute<ReachesAttribute>()!.Reach, StringComparer.Ordinal);
        routes = [.. functions
            .Select(f => f.Method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(a => a is not null))
            .Where(t => t?.Route is not null && !t.Route.StartsWith("{*", StringComparison.Ordinal))
            .Select(t => (new TemplateMatcher(new RouteTemplate(RoutePatternFactory.Parse(t!.Route!)), []), t.Methods ?? []))];
    }

    public bool NeedsKey(string function) => !withoutKey.Contains(function);

    /// <summary>The most that there is, where a function does not say.</summary>
    public Reach ReachOf(string function) => reaches.GetValueOrDefault(function, Reach.Installation);

    /// <summary>Methods that a path under the route prefix answers to; empty for a path that no function has.</summary>
    public IReadOnlyList<string> MethodsOf(string path) =>
        [.. routes
            .Where(r => r.Matcher.TryMatch("/" + path.Trim('/'), []))
            .SelectMany(r => r.Methods)
            .Select(m => m.ToUpperInvariant())
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
}
