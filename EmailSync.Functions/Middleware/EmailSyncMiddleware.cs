namespace EmailSync.Functions.Middleware;

/// <summary>The one ordered list of middleware, outermost first; every host applies it.</summary>
public static class EmailSyncMiddleware
{
    public static IReadOnlyList<Type> InOrder { get; } =
        [typeof(RequestIdMiddleware), typeof(CorsMiddleware), typeof(ProblemMiddleware), typeof(AccessMiddleware), typeof(LocationMiddleware)];
}
