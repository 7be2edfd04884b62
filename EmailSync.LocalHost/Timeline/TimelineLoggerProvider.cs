using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Timeline;

/// <summary>Shows the log events of EmailSync as happenings. They name mailboxes and messages by id only, so nothing private can appear.</summary>
internal sealed class TimelineLoggerProvider(ITimeline timeline, TimeProvider time) : ILoggerProvider
{
    private const string Ours = "EmailSync";

    public ILogger CreateLogger(string categoryName) => new Logger(timeline, time, Source(categoryName), categoryName.StartsWith(Ours, StringComparison.Ordinal));

    public void Dispose()
    {
        // The timeline is not this provider's.
    }

    /// <summary>The area that a category speaks for: EmailSync.Core.Sync.MailboxSync is "sync".</summary>
    private static string Source(string category)
    {
        var parts = category.Split('.');
        return parts switch
        {
            [Ours, "LocalHost", "Durable", ..] => "engine",
            [Ours, "LocalHost", ..] => "host",
            [Ours, "Functions", ..] => "api",
            [Ours, "Core", "Providers", var provider, ..] => provider.ToLowerInvariant(),
            [Ours, "Core", "Sync" or "Threads" or "Mailboxes", ..] => "sync",
            [Ours, "Core", "Sending", ..] => "send",
            [Ours, "Core", var area, ..] => area.ToLowerInvariant(),
            _ => parts[0].ToLowerInvariant(),
        };
    }

    private sealed class Logger(ITimeline timeline, TimeProvider time, string source, bool ours) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= (ours ? LogLevel.Information : LogLevel.Warning);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var entry = Known(logLevel, eventId, state) ?? new TimelineEntry(time.GetUtcNow(), source, formatter(state, exception), MarkOf(logLevel));
            if (entry.Text.Length == 0)
                return;
            timeline.Add(exception is null ? entry : entry with { Detail = Join(entry.Detail, exception.GetType().Name) });
        }

        private TimelineEntry? Known<TState>(LogLevel logLevel, EventId eventId, TState state)
        {
            if (!ours || logLevel >= LogLevel.Error || state is not IReadOnlyList<KeyValuePair<string, object?>> fields)
                return null;
            return LogWords.Of(eventId.Id, new LogFields(fields), time.LocalTimeZone) is var (text, mark, detail)
                ? new TimelineEntry(time.GetUtcNow(), source, text, mark, detail)
                : null;
        }

        private static string Join(string? detail, string cause) => detail is null ? cause : $"{detail}, {cause}";

        private static TimelineMark MarkOf(LogLevel level) => level switch
        {
            >= LogLevel.Error => TimelineMark.Bad,
            LogLevel.Warning => TimelineMark.Warning,
            _ => TimelineMark.Quiet,
        };
    }
}
