using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Timeline;

/// <summary>Tells the run's happenings to the log.</summary>
internal sealed partial class LogTimeline : ITimeline
{
    private readonly ILogger<LogTimeline> logger;

    public LogTimeline() => logger = Loggers.CreateLogger<LogTimeline>();

    public ILoggerFactory Loggers { get; } = LoggerFactory.Create(LogLines.Configure);

    public void Add(TimelineEntry entry)
    {
        var level = entry.Mark switch
        {
            TimelineMark.Bad => LogLevel.Error,
            TimelineMark.Warning => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        Log(level, entry.Source, entry.Text);
    }

    public void Banner(IReadOnlyList<(string Label, string Value)> lines)
    {
        foreach (var (label, value) in lines)
            Log(LogLevel.Information, label, value);
    }

    /// <summary>Writes what is still to be written.</summary>
    public ValueTask DisposeAsync()
    {
        Loggers.Dispose();
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EventId = 9201, EventName = "Host", Message = "{Source}: {Text}")]
    private partial void Log(LogLevel level, string source, string text);
}
