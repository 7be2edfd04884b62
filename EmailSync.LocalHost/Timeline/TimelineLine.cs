using System.Globalization;
using Spectre.Console;

namespace EmailSync.LocalHost.Timeline;

/// <summary>Lays a happening out in columns: time, sign, source, text, detail.</summary>
internal sealed class TimelineLine(TimeZoneInfo zone, bool unicode)
{
    private const int SourceWidth = 7;
    private const int TextWidth = 70;
    private const int MaxText = 400;

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    public string Plain(TimelineEntry entry)
    {
        var text = Clean(entry.Text);
        var start = $"{Time(entry)}  {Sign(entry.Mark)} {entry.Source.PadRight(SourceWidth)}  ";
        return entry.Detail is { } detail ? $"{start}{text.PadRight(TextWidth)}  {Clean(detail)}" : start + text;
    }

    public string Coloured(TimelineEntry entry)
    {
        var text = Clean(entry.Text);
        var detail = entry.Detail is null ? "" : $"{new string(' ', Math.Max(0, TextWidth - text.Length))}  [grey]{Markup.Escape(Clean(entry.Detail))}[/]";
        var colour = Colour(entry.Mark);
        return $"[grey]{Time(entry)}[/]  [{colour}]{Sign(entry.Mark)}[/] [blue]{Markup.Escape(entry.Source.PadRight(SourceWidth))}[/]  "
            + $"[{colour}]{Markup.Escape(text)}[/]{detail}";
    }

    private string Sign(TimelineMark mark) => mark switch
    {
        TimelineMark.Story => unicode ? "▸" : "*",
        TimelineMark.In => unicode ? "←" : "<",
        TimelineMark.Out => unicode ? "→" : ">",
        TimelineMark.Done => unicode ? "✓" : "+",
        TimelineMark.Passed => unicode ? "–" : "-",
        TimelineMark.Warning => "!",
        TimelineMark.Bad => unicode ? "✗" : "x",
        _ => unicode ? "·" : ".",
    };

    private static string Colour(TimelineMark mark) => mark switch
    {
        TimelineMark.Story => "bold",
        TimelineMark.In or TimelineMark.Out => "aqua",
        TimelineMark.Done => "green",
        TimelineMark.Passed => "default",
        TimelineMark.Warning => "yellow",
        TimelineMark.Bad => "red",
        _ => "grey",
    };

    private string Time(TimelineEntry entry) =>
        TimeZoneInfo.ConvertTime(entry.At, zone).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>Simulated mail is anybody's text: nothing of it may steer the terminal.</summary>
    private static string Clean(string text)
    {
        var visible = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return visible.Length <= MaxText ? visible : visible[..MaxText] + "…";
    }
}
