using System.Reflection;
using EmailSync.Core.Crm;
using EmailSync.Core.Sync;
using EmailSync.LocalHost.Timeline;
using EmailSync.Simulators;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.LocalHost;

[TestClass]
public sealed partial class TimelineTests : IAsyncDisposable
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);
    private static readonly TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test");

    private readonly FakeTimeProvider time = new(noon);
    private readonly KeptTimeline kept = new();

    public ValueTask DisposeAsync() => kept.DisposeAsync();

    [TestMethod]
    public void A_synced_message_is_told_in_a_persons_words()
    {
        using var provider = new TimelineLoggerProvider(kept, time);

        Synced(provider.CreateLogger("EmailSync.Core.Sync.MessageSync"), "n8ge9m3j1607", "ariqo7jl2ni5jk47235u", Reason.FromContact, "R11");

        var entry = kept.Entries.Single();
        Assert.AreEqual(new TimelineEntry(noon, "sync", "synced: from a contact, R11", TimelineMark.Done, "message ariqo7…235u"), entry);
    }

    [TestMethod]
    public void A_webhook_is_named_as_the_API_names_it()
    {
        using var provider = new TimelineLoggerProvider(kept, time);

        Delivered(provider.CreateLogger("EmailSync.Core.Crm.Webhooks.DeliverOutbox"), CrmEventType.MessageSynced, "ariqo7jl2ni5jk47235u", "o000000000034");

        Assert.AreEqual(("message.synced delivered", "event 34"), (kept.Entries.Single().Text, kept.Entries.Single().Detail));
    }

    [TestMethod]
    [DataRow(1001)]
    [DataRow(1003)]
    [DataRow(1004)]
    [DataRow(1005)]
    [DataRow(1006)]
    [DataRow(2001)]
    [DataRow(2002)]
    [DataRow(2010)]
    [DataRow(2011)]
    [DataRow(2013)]
    [DataRow(2021)]
    [DataRow(2022)]
    [DataRow(3001)]
    [DataRow(4001)]
    [DataRow(4002)]
    [DataRow(4003)]
    public void The_words_of_an_event_fit_the_values_that_the_product_logs_with_it(int eventId)
    {
        var template = typeof(MessageSync).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .Single(logged => logged?.EventId == eventId)!.Message;
        var values = template.Split('{').Skip(1).Select(field => field.Split('}', ':')[0]).Select(field => new KeyValuePair<string, object?>(field, "x"));

        Assert.IsNotNull(LogWords.Of(eventId, new LogFields([.. values]), TimeZoneInfo.Utc));
    }

    [TestMethod]
    public void An_event_that_lost_its_values_is_told_as_the_log_tells_it()
    {
        using var provider = new TimelineLoggerProvider(kept, time);

        Renamed.Bare(provider.CreateLogger("EmailSync.Core.Sync.MessageSync"));

        Assert.AreEqual("something was synced", kept.Entries.Single().Text);
    }

    [TestMethod]
    public void Engine_matters_of_no_interest_are_left_out()
    {
        using var provider = new TimelineLoggerProvider(kept, time);

        Opened(provider.CreateLogger("EmailSync.LocalHost.Durable.DurableEngine"), 0);
        Opened(provider.CreateLogger("EmailSync.LocalHost.Durable.DurableEngine"), 3);

        Assert.AreEqual("takes up 3 unfinished pieces of work", kept.Entries.Single().Text);
    }

    [TestMethod]
    public void A_change_that_Gmail_never_announces_says_why()
    {
        new SimulatorTimeline(kept).Happened(
            new SimulatorEvent(noon, SimulatorEventKind.PushDropped, "ana@acme.example", "more than one change in a second"));

        Assert.AreEqual("a change of ana@acme.example is not announced: more than one change in a second", kept.Entries.Single().Text);
    }

    [TestMethod]
    [DataRow(SimulatedService.Gmail, "gmail")]
    [DataRow(SimulatedService.Outlook, "outlook")]
    [DataRow(SimulatedService.Smtp, "smtp")]
    public void Whoever_takes_a_mail_speaks_for_itself(SimulatedService service, string source)
    {
        new SimulatorTimeline(kept).Happened(
            new SimulatorEvent(noon, SimulatorEventKind.MailSent, "ana@acme.example", "1a2b") { Service = service });

        Assert.AreEqual(new TimelineEntry(noon, source, "mail leaves ana@acme.example", TimelineMark.Out, "1a2b"), kept.Entries.Single());
    }

    [TestMethod]
    public void Lines_have_columns_local_time_and_nothing_that_steers_a_terminal()
    {
        var line = new TimelineLine(zone, unicode: false);

        var plain = line.Plain(new TimelineEntry(noon, "gmail", "mail\u001b[31m comes", TimelineMark.In, "1a2b"));

        Assert.AreEqual("14:00:00.250  < gmail    " + "mail [31m comes".PadRight(70) + "  1a2b", plain);
    }

    [TestMethod]
    public async Task A_clock_that_moves_over_midnight_shows_the_new_day()
    {
        await using var output = new StringWriter();
        await using (var timeline = new ConsoleTimeline(output, redirected: true, zone))
        {
            timeline.Add(new TimelineEntry(noon, "demo", "today"));
            timeline.Add(new TimelineEntry(noon.AddDays(1), "demo", "tomorrow"));
        }

        var lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(3, lines);
        Assert.AreEqual("Monday, 2 March 2026", lines[1]);
    }

    [LoggerMessage(2001, LogLevel.Information, "Mailbox {Mailbox}: message synced as {Message} ({Reason}, {Rule})")]
    private static partial void Synced(ILogger logger, string mailbox, string message, Reason reason, string rule);

    [LoggerMessage(4001, LogLevel.Information, "Webhook {Type} of {Stream} delivered ({Event})")]
    private static partial void Delivered(ILogger logger, CrmEventType type, string stream, string @event);

    [LoggerMessage(7101, LogLevel.Information, "{Live} unfinished")]
    private static partial void Opened(ILogger logger, int live);

    private static partial class Renamed
    {
        [LoggerMessage(2001, LogLevel.Information, "something was synced")]
        public static partial void Bare(ILogger logger);
    }

    private sealed class KeptTimeline : ITimeline
    {
        public List<TimelineEntry> Entries { get; } = [];

        public void Add(TimelineEntry entry) => Entries.Add(entry);

        public void Banner(IReadOnlyList<(string Label, string Value)> lines)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
