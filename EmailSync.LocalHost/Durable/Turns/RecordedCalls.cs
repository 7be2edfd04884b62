namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>
/// Numbers the calls of an orchestrator and compares them with its history. Kind, name and receiver must match; inputs may differ, since
/// they change additively between versions.
/// </summary>
internal sealed class RecordedCalls(string orchestrator)
{
    private readonly List<ScheduledAction> recorded = [];
    private readonly List<ScheduledAction> made = [];
    private int next;
    private bool replaying;

    /// <summary>Calls that the history does not know: those of the newest turn.</summary>
    public IReadOnlyList<ScheduledAction> Made => made;

    public int NextId => next;

    public void BeginReplay(IReadOnlyList<ScheduledAction> actions)
    {
        replaying = true;
        recorded.AddRange(actions);
    }

    public void BeginNew() => replaying = false;

    /// <summary>Records the call, or confirms that it was made before at this step.</summary>
    public void Make(ScheduledAction action)
    {
        next++;
        if (!replaying)
        {
            made.Add(action);
            return;
        }

        if (action.Id >= recorded.Count)
            throw Mismatch(action.Id, $"now makes the call {Describe(action)}, which its history does not have");

        var before = recorded[action.Id];
        if (before.Kind != action.Kind
            || !string.Equals(before.Name, action.Name, StringComparison.OrdinalIgnoreCase)
            || before.InstanceId != action.InstanceId)
        {
            throw Mismatch(action.Id, $"now makes the call {Describe(action)}, where its history has {Describe(before)}");
        }
    }

    public void EndReplay()
    {
        if (next < recorded.Count)
            throw Mismatch(next, $"did not make the call {Describe(recorded[next])} again");
    }

    private NonDeterministicOrchestrationException Mismatch(int step, string what) =>
        new($"Orchestrator '{orchestrator}' is not deterministic: at step {step} it {what}.");

    private static string Describe(ScheduledAction action) => action switch
    {
        { Kind: ActionKind.Timer } => "CreateTimer",
        { InstanceId: { } receiver } => $"{action.Kind} '{action.Name}' ({receiver})",
        _ => $"{action.Kind} '{action.Name}'",
    };
}
