using EmailSync.Core.Access;

namespace EmailSync.Functions.Events;

/// <summary>How many listen at this instance, each with a connection and looks into the log of its own; and of how many of them one caller has them.</summary>
public sealed class OpenStreams
{
    public const int Most = 200;
    public const int MostOfKey = 50;
    public const int MostOfUser = 10;
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> callers = new(StringComparer.Ordinal);
    private int open;

    public bool TryOpen(Caller caller)
    {
        lock (gate)
        {
            var has = callers.GetValueOrDefault(caller.Id);
            if (open >= Most || has >= MostOf(caller.Kind))
                return false;
            callers[caller.Id] = has + 1;
            open++;
            return true;
        }
    }

    public void Close(Caller caller)
    {
        lock (gate)
        {
            open--;
            if (--callers[caller.Id] == 0)
                callers.Remove(caller.Id);
        }
    }

    private static int MostOf(CallerKind kind) => kind switch
    {
        CallerKind.UserToken => MostOfUser,
        CallerKind.LocationKey => MostOfKey,
        _ => Most,
    };
}
