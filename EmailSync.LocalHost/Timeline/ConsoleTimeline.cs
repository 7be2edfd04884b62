using System.Globalization;
using System.Threading.Channels;
using Spectre.Console;

namespace EmailSync.LocalHost.Timeline;

/// <summary>Writes happenings as lines: in colour on a terminal that has it, plain elsewhere. A slow terminal loses lines, never holds up the host.</summary>
internal sealed class ConsoleTimeline : ITimeline, IAsyncDisposable
{
    private const int MaxWaiting = 4096;
    private const int SourceWidth = 7;
    private const int MaxText = 400;

    private readonly Channel<TimelineEntry> waiting;
    private readonly IAnsiConsole console;
    private readonly bool colours;
    private readonly Task writing;
    private int lost;

    public ConsoleTimeline(TextWriter writer, bool redirected)
    {
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        colours = console.Profile.Capabilities.Ansi;
        waiting = Channel.CreateBounded<TimelineEntry>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite }, _ => Interlocked.Increment(ref lost));
        writing = Task.Run(WriteAllAsync);
    }

    public void Add(TimelineEntry entry) => waiting.Writer.TryWrite(entry);

    public void Banner(IReadOnlyList<(string Label, string Value)> lines)
    {
        var width = lines.Max(line => line.Label.Length);
        foreach (var (label, value) in lines)
            Line(colours ? $"[grey]{Markup.Escape(label.PadRight(width))}[/]  [bold]{Markup.Escape(value)}[/]" : $"{label.PadRight(width)}  {value}");
        Line("");
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        await foreach (var entry in waiting.Reader.ReadAllAsync())
        {
            if (Interlocked.Exchange(ref lost, 0) is > 0 and var count)
                Line($"... {count} lines left out");
            Line(colours ? Coloured(entry) : Plain(entry));
        }
    }

    private static string Plain(TimelineEntry entry) => $"{Time(entry)}  {entry.Source.PadRight(SourceWidth)} {Arrow(entry)} {Clean(entry.Text)}";

    private static string Coloured(TimelineEntry entry)
    {
        var colour = entry.Tone switch
        {
            TimelineTone.Good => "green",
            TimelineTone.Muted => "grey",
            TimelineTone.Warning => "yellow",
            TimelineTone.Bad => "red",
            _ => "default",
        };
        return $"[grey]{Time(entry)}[/]  [blue]{Markup.Escape(entry.Source.PadRight(SourceWidth))}[/] [{colour}]{Arrow(entry)} {Markup.Escape(Clean(entry.Text))}[/]";
    }

    private static string Arrow(TimelineEntry entry) => entry.Tone is TimelineTone.Warning or TimelineTone.Bad ? "!" : "→";

    private static string Time(TimelineEntry entry) => entry.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>Simulated mail is anybody's text: nothing of it may steer the terminal.</summary>
    private static string Clean(string text)
    {
        var visible = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return visible.Length <= MaxText ? visible : visible[..MaxText] + "…";
    }

    // Markup would wrap at the terminal's width; a line of the timeline is one line.
    private void Line(string text)
    {
        if (colours)
            console.Markup(text + "\n");
        else
            console.Profile.Out.Writer.WriteLine(text);
    }
}
