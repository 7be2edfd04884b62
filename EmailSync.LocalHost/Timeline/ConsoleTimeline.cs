using System.Globalization;
using System.Threading.Channels;
using Spectre.Console;

namespace EmailSync.LocalHost.Timeline;

/// <summary>
/// Writes happenings as lines in local time: in colour on a terminal that has it, plain elsewhere. A slow terminal loses lines, never holds up the
/// host.
/// </summary>
internal sealed class ConsoleTimeline : ITimeline
{
    private const int MaxWaiting = 4096;

    private readonly Channel<Action> waiting;
    private readonly IAnsiConsole console;
    private readonly TimelineLine line;
    private readonly bool colours;
    private readonly Task writing;
    private DateOnly day;
    private int lost;

    public ConsoleTimeline(TextWriter writer, bool redirected, TimeZoneInfo zone)
    {
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        colours = console.Profile.Capabilities.Ansi;
        line = new TimelineLine(zone, console.Profile.Capabilities.Unicode);
        waiting = Channel.CreateBounded<Action>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite }, _ => Interlocked.Increment(ref lost));
        writing = Task.Run(WriteAllAsync);
    }

    public void Add(TimelineEntry entry) => waiting.Writer.TryWrite(() =>
    {
        SayDay(entry.At);
        Write(line.Coloured(entry), line.Plain(entry));
    });

    public void Banner(IReadOnlyList<(string Label, string Value)> lines) => waiting.Writer.TryWrite(() =>
    {
        var width = lines.Max(entry => entry.Label.Length);
        Write("", "");
        foreach (var (label, value) in lines)
            Write($"  [grey]{Markup.Escape(label.PadRight(width))}[/]  [bold]{Markup.Escape(value)}[/]", $"  {label.PadRight(width)}  {value}");
        Write("", "");
    });

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        await foreach (var write in waiting.Reader.ReadAllAsync())
        {
            if (Interlocked.Exchange(ref lost, 0) is > 0 and var count)
                Write($"[yellow]... {count} lines left out[/]", $"... {count} lines left out");
            write();
        }
    }

    /// <summary>The clock of a run can be moved by days; its lines show only the time.</summary>
    private void SayDay(DateTimeOffset at)
    {
        var today = line.DayOf(at);
        if (day != default && day != today)
        {
            var text = today.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);
            Write($"[bold]{text}[/]", text);
        }

        day = today;
    }

    // Markup would wrap at the terminal's width if it were rendered as a paragraph; a line of the timeline is one line.
    private void Write(string markup, string plain)
    {
        if (colours)
            console.Markup(markup + "\n");
        else
            console.Profile.Out.Writer.WriteLine(plain);
    }
}
