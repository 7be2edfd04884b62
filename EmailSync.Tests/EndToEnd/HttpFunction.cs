using System.Reflection;
using EmailSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Tests.EndToEnd;

/// <summary>An HTTP function as its attributes describe it.</summary>
internal sealed record HttpFunction(string Name, string Method, string Route, bool NeedsKey)
{
    /// <summary>Every one of the product, but the one that answers for all unknown routes.</summary>
    public static IReadOnlyList<HttpFunction> All { get; } = [.. typeof(FunctionCatalog).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Select(method => (
            method.GetCustomAttribute<FunctionAttribute>()?.Name,
            Trigger: method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null),
            NeedsKey: method.GetCustomAttribute<WithoutKeyAttribute>() is null))
        .Where(found => found is { Name: not null, Trigger.Route: not null } && found.Name != nameof(UnknownRouteTrigger))
        .SelectMany(found => found.Trigger!.Methods!.Select(
            verb => new HttpFunction(found.Name!, verb.ToUpperInvariant(), found.Trigger.Route!, found.NeedsKey)))];

    /// <summary>A path of this route, with every parameter filled in.</summary>
    public string Path => "api/" + System.Text.RegularExpressions.Regex.Replace(Route, @"\{[^}]+\}", "x");
}
