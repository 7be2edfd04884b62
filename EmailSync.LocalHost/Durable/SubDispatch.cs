using EmailSync.LocalHost.Durable.Hub;
using EmailSync.LocalHost.Durable.Instances;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.DurableTask.Client;

namespace EmailSync.LocalHost.Durable;

/// <summary>Carries out what one instance asks of another: to start as its child, or to receive an event.</summary>
internal static class SubDispatch
{
    public static async Task RunAsync(HubSession session, DurableInstance instance, Guid execution, ScheduledAction action)
    {
        try
        {
            if (action.Kind == ActionKind.SubOrchestration)
                await StartChildAsync(session, instance, execution, action);
            else
                await SendAsync(session, action);

            instance.Post(new InstanceMessage.Dispatched(execution, action.Id));
        }
        catch (HubLostException)
        {
            // The next session finds the same action still to do.
        }
    }

    public static InboundEvent AnswerOf(InstanceHead child, int actionId) => child.Status switch
    {
        OrchestrationRuntimeStatus.Completed => new InboundEvent(InboundKind.TaskCompleted, actionId, Payload: child.Output),
        OrchestrationRuntimeStatus.Terminated => Failed(actionId, $"Sub-orchestration '{child.Id}' was terminated."),
        _ => new InboundEvent(InboundKind.TaskFailed, actionId, Failure: child.Failure),
    };

    private static async Task SendAsync(HubSession session, ScheduledAction action)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var raised = new InboundEvent(InboundKind.EventRaised, Name: action.Name, Payload: action.Input);
        session.Post(action.InstanceId!, new InstanceMessage.Arrived(raised, Execution: null) { Stored = stored });
        await stored.Task;
    }

    private static async Task StartChildAsync(HubSession session, DurableInstance parent, Guid execution, ScheduledAction action)
    {
        var call = new ParentCall(parent.Head.Name, parent.Id, execution, action.Id);
        var child = action.InstanceId!;
        if (session.FindFinished(child) is { } finished && finished.Head.Parent == call)
        {
            var head = await session.ReadAsync(child, withPayloads: true);
            parent.Post(new InstanceMessage.Arrived(AnswerOf(head ?? finished.Head, action.Id), execution));
            return;
        }

        if (session.FindLive(child) is { } running)
        {
            if (running.Head.Parent != call)
                parent.Post(Refusal(action, execution, $"Sub-orchestration '{child}' cannot start: an instance of that id is running."));
            else if (running.Head.IsFinished)
                parent.Post(new InstanceMessage.Arrived(AnswerOf(running.Head, action.Id), execution));

            return;
        }

        if (!session.Runner.Knows(action.Name))
        {
            parent.Post(Refusal(action, execution, $"The orchestrator '{action.Name}' does not exist."));
            return;
        }

        var started = new InstanceHead(child, action.Name, Guid.NewGuid(), session.Now, call) { Input = action.Input };
        if (await session.TryCreateAsync(started) is null && session.FindLive(child)?.Head.Parent != call)
            parent.Post(Refusal(action, execution, $"Sub-orchestration '{child}' cannot start: an instance of that id is running."));
    }

    private static InstanceMessage.Arrived Refusal(ScheduledAction action, Guid execution, string message) =>
        new(Failed(action.Id, message), execution);

    private static InboundEvent Failed(int actionId, string message) =>
        new(InboundKind.TaskFailed, actionId, Failure: FailureText.Create(typeof(InvalidOperationException).ToString(), message));
}
