namespace EmailSync.LocalHost.Functions;

/// <summary>What starts a function.</summary>
internal abstract record FunctionTrigger
{
    private FunctionTrigger()
    {
    }

    /// <summary>The name that the programming model gives the binding.</summary>
    public abstract string BindingType { get; }

    /// <param name="Route">Without the prefix; the function's name where the attribute has none.</param>
    /// <param name="Methods">Empty: any.</param>
    internal sealed record Http(string Route, IReadOnlyList<string> Methods) : FunctionTrigger
    {
        public override string BindingType => "httpTrigger";
    }

    /// <param name="Schedule">As written, %settings% not yet resolved.</param>
    internal sealed record Timer(string Schedule, bool UseMonitor, bool RunOnStartup) : FunctionTrigger
    {
        public override string BindingType => "timerTrigger";
    }

    internal sealed record Orchestration : FunctionTrigger
    {
        public override string BindingType => "orchestrationTrigger";
    }

    internal sealed record Activity : FunctionTrigger
    {
        public override string BindingType => "activityTrigger";
    }
}
