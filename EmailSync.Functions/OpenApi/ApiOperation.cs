using System.Reflection;
using EmailSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.OpenApi;

/// <summary>An HTTP function as its attributes describe it: endpoint metadata, which frameworks read elsewhere, does not exist under the Functions host.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Route">Its route template under <c>/api</c>.</param>
/// <param name="Verb">One of its methods, in capitals.</param>
public sealed record ApiOperation(string Name, string Route, string Verb, MethodInfo Method)
{
    /// <summary>Every one of the product, but the one that answers for all unknown routes.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } = [.. typeof(ApiOperation).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Select(method => (
            method.GetCustomAttribute<FunctionAttribute>()?.Name,
            Trigger: method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null),
            Method: method))
        .Where(found => found is { Name: not null, Trigger.Route: not null } && found.Name != nameof(UnknownRouteTrigger))
        .SelectMany(found => found.Trigger!.Methods!.Select(verb => new ApiOperation(found.Name!, found.Trigger.Route!, verb.ToUpperInvariant(), found.Method)))
        .OrderBy(operation => operation.Route, StringComparer.Ordinal).ThenBy(operation => operation.Verb, StringComparer.Ordinal)];

    /// <summary>As clients generate their method names from it.</summary>
    public string Id => char.ToLowerInvariant(Name[0]) + Name[1..].Replace("Trigger", "", StringComparison.Ordinal);

    public bool NeedsKey => Get<WithoutKeyAttribute>() is null;

    public T? Get<T>()
        where T : Attribute => Method.GetCustomAttribute<T>();

    public IEnumerable<T> Each<T>()
        where T : Attribute => Method.GetCustomAttributes<T>();
}
