using EmailSync.LocalHost.Functions;
using Microsoft.AspNetCore.Routing.Patterns;

namespace EmailSync.LocalHost.Http;

/// <summary>A function that answers HTTP requests, with its whole route.</summary>
internal sealed record HttpFunction(FunctionEntry Function, RoutePattern Pattern, IReadOnlyList<string> Methods);
