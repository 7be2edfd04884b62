using System.Net;
using System.Net.Sockets;
using System.Text;
using EmailSync.Core.Providers.Smtp;
using EmailSync.Core.Sending;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Providers;

/// <summary>Lines to locations' mail services: how many, how long they are kept, and for how long one waits.</summary>
[TestClass]
public sealed class SmtpLinesTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task Many_mails_share_a_connection_until_it_has_been_silent_for_long()
    {
        await using var bench = await SmtpBench.StartAsync();
        for (var i = 0; i < 20; i++)
            await bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben);
        Assert.AreEqual(1, bench.Connections);

        bench.World.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben);

        Assert.AreEqual(2, bench.Connections);
        Assert.HasCount(21, bench.Sink.Mails);
    }

    [TestMethod]
    public async Task No_more_than_four_connections_are_open_at_once()
    {
        await using var bench = await SmtpBench.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben)));

        Assert.HasCount(40, bench.Sink.Mails);
        Assert.IsInRange(1, SmtpMailer.MaxLines, bench.Connections);
    }

    [TestMethod]
    public async Task Who_does_not_get_a_line_in_time_is_told_that_the_service_is_busy()
    {
        await using var bench = await SmtpBench.StartAsync();
        var lines = new List<ILocationMailLine>();
        for (var i = 0; i < SmtpMailer.MaxLines; i++)
            lines.Add(await bench.OpenAsync());

        var waiting = bench.OpenAsync();
        bench.World.Clock.Advance(TimeSpan.FromSeconds(61));
        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), Stop));

        Assert.AreEqual((LocationMailFailure.Temporary, "busy"), (failure.Kind, failure.Code));
        await lines[0].DisposeAsync();
        await bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben);
    }

    [TestMethod]
    public async Task A_service_that_does_not_open_in_time_is_busy_and_its_line_is_free_again()
    {
        await using var bench = await SmtpBench.StartAsync();
        for (var i = 0; i <= SmtpMailer.MaxLines; i++)
        {
            bench.Fault(FaultKind.Timeout, "CONNECT");
            var opening = bench.OpenAsync();
            bench.World.Clock.Advance(TimeSpan.FromSeconds(61));
            var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => opening.WaitAsync(TimeSpan.FromSeconds(10), Stop));
            Assert.AreEqual((LocationMailFailure.Temporary, "busy"), (failure.Kind, failure.Code));
            bench.Sink.Faults.Clear();
        }
        await bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben);
    }

    [TestMethod]
    public async Task Who_gives_up_while_it_is_opened_leaves_no_connection_behind()
    {
        await using var bench = await SmtpBench.StartAsync();
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var opening = bench.OpenAsync(bench.Provider("acme", "right") with { Port = ((IPEndPoint)service.LocalEndpoint).Port }, stop.Token);
        using var caller = await service.AcceptTcpClientAsync(Stop);
        await using var stream = caller.GetStream();
        var lines = new StreamReader(stream, Encoding.ASCII);
        await stream.WriteAsync("220 here\r\n"u8.ToArray(), Stop);
        await lines.ReadLineAsync(Stop);
        await stream.WriteAsync("250-here\r\n250 AUTH PLAIN\r\n"u8.ToArray(), Stop);
        StringAssert.StartsWith(await lines.ReadLineAsync(Stop), "AUTH PLAIN", StringComparison.Ordinal);

        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => opening);

        Assert.IsNull(await lines.ReadLineAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Stop));
    }

    [TestMethod]
    public async Task A_service_that_a_location_has_left_is_forgotten_and_one_in_use_is_not()
    {
        await using var bench = await SmtpBench.StartAsync();
        await bench.SendAsync(SmtpBench.Mime(), bench.Provider(), SmtpBench.Ben);
        await using var line = await bench.OpenAsync(bench.Provider() with { From = "other@acme.example" }, Stop);
        Assert.AreEqual(2, bench.Services);

        bench.World.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.SendAsync(SmtpBench.Mime(), bench.Provider() with { From = "new@acme.example" }, SmtpBench.Ben);

        Assert.AreEqual(2, bench.Services);
    }
}
