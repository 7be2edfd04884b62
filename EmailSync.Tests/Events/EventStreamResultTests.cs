using System.Text;
using EmailSync.Core.Access;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Events;
using EmailSync.Tests.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Events;

/// <summary>A stream of events in virtual time.</summary>
[TestClass]
public sealed class EventStreamResultTests
{
    [TestMethod]
    public async Task A_stream_beats_each_15_seconds_and_ends_itself_before_the_host_would()
    {
        await using var world = await StartAsync();
        var clock = new FakeTimeProvider();
        var streams = new OpenStreams();
        var began = clock.GetUtcNow();

        var text = await RunAsync(world, clock, streams, new CancellationTokenSource());

        var lasted = clock.GetUtcNow() - began;
        Assert.IsInRange(EventStreamResult.Longest.TotalSeconds, 224, lasted.TotalSeconds);
        StringAssert.StartsWith(text, "retry: 1000\nid: 0\n\n");
        Assert.IsInRange(12, 14, text.Split("\n\n").Count(part => part == ":"));
        StringAssert.EndsWith(text, ": time is up, go on from here\n\n");
        Assert.IsTrue(Enumerable.Range(0, OpenStreams.Most).All(_ => streams.TryOpen(Everybody)), "Its place is free again.");
    }

    [TestMethod]
    public async Task A_stream_ends_at_once_when_its_listener_has_gone_or_its_location_is_deleted()
    {
        await using var world = await StartAsync();
        var clock = new FakeTimeProvider();
        using var gone = new CancellationTokenSource();
        var streams = new OpenStreams();
        var began = clock.GetUtcNow();

        await RunAsync(world, clock, streams, gone, async seconds =>
        {
            if (seconds == 5)
                await gone.CancelAsync();
        });
        Assert.IsLessThanOrEqualTo(7, (clock.GetUtcNow() - began).TotalSeconds);

        began = clock.GetUtcNow();
        await RunAsync(world, clock, streams, new CancellationTokenSource(), async seconds =>
        {
            if (seconds == 5)
                await world.DeleteLocationAsync(North);
        });
        Assert.IsLessThanOrEqualTo(20, (clock.GetUtcNow() - began).TotalSeconds);
    }

    [TestMethod]
    public async Task R3_A_stream_of_a_user_ends_when_the_user_is_deleted()
    {
        await using var world = await StartAsync();
        var clock = new FakeTimeProvider();
        var began = clock.GetUtcNow();
        await world.Get<DirectoryStore>().SaveLocationAsync(new Location(North, North.Value, new LocationSettings(), null), None);
        await world.Get<DirectoryStore>().SaveUserAsync(new User(North, Ana, "Ana", AnaAddress, []), None);

        await RunAsync(world, clock, new OpenStreams(), new CancellationTokenSource(), user: Ana, each: async seconds =>
        {
            if (seconds == 20)
                await world.Get<DirectoryStore>().RemoveUserAsync(North, Ana, None);
        });

        Assert.IsInRange(21, 35, (clock.GetUtcNow() - began).TotalSeconds);
    }

    [TestMethod]
    public async Task One_more_than_an_instance_serves_is_told_to_come_again()
    {
        await using var world = await StartAsync();
        var streams = new OpenStreams();
        for (var i = 0; i < OpenStreams.Most; i++)
            Assert.IsTrue(streams.TryOpen(Everybody));
        var http = Http(out var body);

        await Result(world, new FakeTimeProvider(), streams).ExecuteAsync(http);

        Assert.AreEqual((503, "5"), (http.Response.StatusCode, http.Response.Headers.RetryAfter.ToString()));
        StringAssert.Contains(Encoding.UTF8.GetString(body.ToArray()), "too_many_streams");
        streams.Close(Everybody);
        Assert.IsTrue(streams.TryOpen(Everybody));
    }

    [TestMethod]
    public void A_stream_looks_less_often_while_nothing_comes()
    {
        var pace = new PollPace();

        var waits = Enumerable.Range(0, 8).Select(_ => pace.Next(hadEvents: false).TotalSeconds).ToList();

        Assert.AreEqual(1, waits[0]);
        CollectionAssert.AreEqual(waits.Order().ToList(), waits);
        Assert.AreEqual(3, waits[^1]);
        Assert.AreEqual(1, pace.Next(hadEvents: true).TotalSeconds);
    }

    [TestMethod]
    public void One_user_does_not_take_the_places_of_all()
    {
        var streams = new OpenStreams();
        var (ana, oli) = (new Caller(CallerKind.UserToken, "ana", North, Ana, TokenScopes.All), new Caller(CallerKind.UserToken, "oli", North, null, TokenScopes.All));

        Assert.IsTrue(Enumerable.Range(0, OpenStreams.MostOfUser).All(_ => streams.TryOpen(ana)));
        Assert.IsFalse(streams.TryOpen(ana));
        Assert.IsTrue(streams.TryOpen(oli));
        streams.Close(ana);
        Assert.IsTrue(streams.TryOpen(ana));
    }

    [TestMethod]
    public async Task A_stream_ends_with_the_token_that_it_was_opened_with()
    {
        await using var world = await StartAsync();
        var clock = new FakeTimeProvider();
        var began = clock.GetUtcNow();

        await RunAsync(world, clock, new OpenStreams(), new CancellationTokenSource(), expiresAt: began.AddSeconds(30));

        Assert.IsInRange(30, 34, (clock.GetUtcNow() - began).TotalSeconds);
    }

    private static readonly Caller Everybody = new(CallerKind.InstallationKey, "installation", null, null, TokenScopes.All);

    private static Task<PipelineWorld> StartAsync() => PipelineWorld.StartAsync(Homes.Gmail);

    private static EventStreamResult Result(PipelineWorld world, TimeProvider clock, OpenStreams streams, UserId? user = null, DateTimeOffset? expiresAt = null) =>
        new(world.Get<EventFeed>(), world.Get<DirectoryStore>(), streams, clock, North, Everybody with { ActingUser = user, ExpiresAt = expiresAt }, new Listener(null, null), from: 0);

    private static async Task<string> RunAsync(
        PipelineWorld world, FakeTimeProvider clock, OpenStreams streams, CancellationTokenSource gone, Func<int, Task>? each = null, UserId? user = null, DateTimeOffset? expiresAt = null)
    {
        var http = Http(out var body);
        http.RequestAborted = gone.Token;
        var stream = Result(world, clock, streams, user, expiresAt).ExecuteAsync(http);
        for (var second = 1; !stream.IsCompleted; second++)
        {
            Assert.IsLessThan(1_000, second);

            // It has to be waiting before time goes on.
            await Task.Delay(5);
            if (each is not null)
                await each(second);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        await stream;
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static DefaultHttpContext Http(out MemoryStream body)
    {
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        http.Response.Body = body = new MemoryStream();
        return http;
    }
}
