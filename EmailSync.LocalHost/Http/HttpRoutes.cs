using EmailSync.LocalHost.Functions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailSync.LocalHost.Http;

/// <summary>Reads and checks the routes of all HTTP functions.</summary>
internal static class HttpRoutes
{
    /// <exception cref="StartupException">A route cannot be read, or two functions answer the same requests.</exception>
    public static IReadOnlyList<HttpFunction> Of(FunctionCatalogue catalogue, string routePrefix)
    {
        var constraints = new DefaultInlineConstraintResolver(Options.Create(new RouteOptions()), new ServiceCollection().BuildServiceProvider());
        var routes = new List<HttpFunction>();
        foreach (var (function, trigger) in catalogue.With<FunctionTrigger.Http>())
        {
            var route = new HttpFunction(function, Parse(function, trigger, routePrefix, constraints), trigger.Methods);
            if (routes.Find(other => Collide(route, other)) is { } taken)
            {
                throw new StartupException(
                    $"Function '{function.Name}': its route '{trigger.Route}' and methods are those of function '{taken.Function.Name}' too.");
            }

            routes.Add(route);
        }

        return routes;
    }

    private static RoutePattern Parse(
        FunctionEntry function, FunctionTrigger.Http trigger, string routePrefix, DefaultInlineConstraintResolver constraints)
    {
        if (trigger.Route.StartsWith('/') || trigger.Route.StartsWith('~'))
            throw Fault(function, trigger, "it must not start with '/' or '~'");
        if (trigger.Methods.FirstOrDefault(method => !method.All(char.IsAsciiLetter)) is { } odd)
            throw new StartupException($"Function '{function.Name}': '{odd}' is not an HTTP method.");
        try
        {
            var pattern = RoutePatternFactory.Parse(routePrefix.Length == 0 ? trigger.Route : $"{routePrefix}/{trigger.Route}");
            var unknown = pattern.ParameterPolicies.Values
                .SelectMany(policies => policies)
                .Select(policy => policy.Content)
                .FirstOrDefault(content => content is not null && constraints.ResolveConstraint(content) is null);
            return unknown is null ? pattern : throw Fault(function, trigger, $"'{unknown}' is not a route constraint");
        }
        catch (Exception exception) when (exception is RoutePatternException or RouteCreationException or ArgumentException)
        {
            throw Fault(function, trigger, exception.Message.TrimEnd('.'));
        }
    }

    private static bool Collide(HttpFunction one, HttpFunction other) =>
        string.Equals(Shape(one.Pattern), Shape(other.Pattern), StringComparison.OrdinalIgnoreCase)
        && (one.Methods.Count == 0 || other.Methods.Count == 0 || one.Methods.Intersect(other.Methods).Any());

    /// <summary>The pattern without the names of its parameters, which do not tell requests apart.</summary>
    private static string Shape(RoutePattern pattern) =>
        string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter =>
                $"{{{(parameter.IsCatchAll ? "*" : "")}{string.Concat(parameter.ParameterPolicies.Select(policy => ":" + policy.Content))}}}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        }))));

    private static StartupException Fault(FunctionEntry function, FunctionTrigger.Http trigger, string reason) =>
        new($"Function '{function.Name}': its route '{trigger.Route}' is not valid: {reason}.");
}
