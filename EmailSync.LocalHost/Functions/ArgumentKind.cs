namespace EmailSync.LocalHost.Functions;

internal enum ArgumentKind
{
    /// <summary>The value that the trigger brings.</summary>
    Trigger,
    HttpRequest,
    FunctionContext,
    CancellationToken,
    DurableClient,

    /// <summary>A value of the binding data with the parameter's name, such as a route parameter.</summary>
    BindingData,
}
