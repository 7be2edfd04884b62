using EmailSync.Core.Directory;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>
/// How many streams of a location this process delivers at once: a target that takes its time takes up no more than that of what all locations share. Who
/// finds no lane free waits in line, and whoever is done takes the next one along. Who waits here is not remembered beyond the process: a marker is.
/// </summary>
public sealed class DeliveryLanes
{
    public const int MaxLanes = 4;

    /// <summary>A target that takes so long for an answer gets one lane.</summary>
    private static readonly TimeSpan slow = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<LocationId, Queue> queues = [];

    /// <summary>True: the caller delivers the stream, and asks for the <see cref="Next"/> one when that is done. False: it waits in line, or is being delivered.</summary>
    /// <param name="marker">When the stream is looked at should this process end.</param>
    /// <param name="location">Whose the stream is.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="waits">It waits in line, for which it needs the marker.</param>
    public bool TryEnter(LocationId location, EventStream stream, DateTimeOffset marker, out bool waits)
    {
        lock (gate)
        {
            if (!queues.TryGetValue(location, out var queue))
                queues[location] = queue = new Queue();
            waits = false;
            if (queue.Busy.Contains(stream))
            {
                // Something may have come that the one who delivers it has not seen.
                queue.Again.Add(stream);
                return false;
            }
            if (queue.Busy.Count >= queue.Limit)
            {
                waits = queue.Markers.TryAdd(stream, marker);
                if (waits)
                    queue.Line.Enqueue(stream);
                return false;
            }
            queue.Markers.Remove(stream);
            queue.Busy.Add(stream);
            return true;
        }
    }

    /// <summary>After a stream: which one comes next, and its marker where it has one; null for none.</summary>
    /// <param name="goOn">The caller takes another one.</param>
    /// <param name="location">Whose the stream was.</param>
    /// <param name="done">The stream.</param>
    public (EventStream Stream, DateTimeOffset? Marker)? Next(LocationId location, EventStream done, bool goOn)
    {
        lock (gate)
        {
            var queue = queues[location];
            if (queue.Again.Remove(done) && goOn)
                return (done, null);
            queue.Busy.Remove(done);
            while (goOn && queue.Busy.Count < queue.Limit && queue.Line.TryDequeue(out var next))
            {
                // One that is not among the markers has found a lane by itself meanwhile.
                if (!queue.Markers.Remove(next, out var marker))
                    continue;
                queue.Busy.Add(next);
                return (next, marker);
            }
            if (queue.Busy.Count == 0 && queue.Markers.Count == 0)
                queues.Remove(location);
            return null;
        }
    }

    /// <summary>How long the target took for its last answer.</summary>
    public void Note(LocationId location, TimeSpan duration)
    {
        lock (gate)
        {
            if (queues.TryGetValue(location, out var queue))
                queue.Limit = duration >= slow ? 1 : MaxLanes;
        }
    }

    private sealed class Queue
    {
        public int Limit { get; set; } = MaxLanes;

        public HashSet<EventStream> Busy { get; } = [];

        public HashSet<EventStream> Again { get; } = [];

        public Queue<EventStream> Line { get; } = new();

        public Dictionary<EventStream, DateTimeOffset> Markers { get; } = [];
    }
}
