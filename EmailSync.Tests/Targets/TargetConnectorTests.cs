using System.Net;
using System.Net.Sockets;
using EmailSync.Core;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers.Smtp;
using EmailSync.Core.Providers.Targets;
using EmailSync.Core.Sending;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.Targets;

[TestClass]
public sealed class TargetConnectorTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("loopback", true)]
    [DataRow("public", false)]
    public async Task A_name_is_judged_by_what_it_resolves_to(string setting, bool connects)
    {
        using var listener = Listen(out var port);
        var targets = Targets(setting, "127.0.0.1");

        if (connects)
            (await targets.ConnectAsync("hooks.crm.example", port, Stop)).Dispose();
        else
            await Assert.ThrowsExactlyAsync<TargetNotAllowedException>(() => targets.ConnectAsync("hooks.crm.example", port, Stop));

        Assert.AreEqual(connects, listener.Pending());
    }

    [TestMethod]
    public async Task Of_several_addresses_only_those_are_tried_that_are_allowed_and_one_that_answers_is_enough()
    {
        using var listener = Listen(out var port);

        using var socket = await Targets("loopback", "169.254.169.254", "10.0.0.1", "127.0.0.2", "127.0.0.1").ConnectAsync("hooks.crm.example", port, Stop);

        Assert.AreEqual(IPAddress.Loopback, ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [TestMethod]
    public async Task A_literal_address_is_judged_without_a_resolver_in_whichever_notation()
    {
        foreach (var host in (string[])["127.0.0.1", "127.1", "[::1]", "::ffff:127.0.0.1"])
            await Assert.ThrowsExactlyAsync<TargetNotAllowedException>(() => Targets("public").ConnectAsync(host, 9, Stop), host);
    }

    [TestMethod]
    public async Task A_name_without_an_address_is_not_known()
    {
        var failure = await Assert.ThrowsExactlyAsync<SocketException>(() => Targets("public").ConnectAsync("nowhere.example", 9, Stop));

        Assert.AreEqual(SocketError.HostNotFound, failure.SocketErrorCode);
    }

    [TestMethod]
    public async Task A_mail_service_at_an_address_that_is_not_allowed_lets_nobody_in()
    {
        using var listener = Listen(out var port);
        var provider = new LocationProvider("mail.crm.example", port, ProviderSecurity.None, null, null, "news@acme.example");

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => SmtpConnection.OpenAsync(provider, null, Targets("public", "127.0.0.1"), Stop));

        Assert.AreEqual((LocationMailFailure.NoEntry, "address_not_allowed"), (failure.Kind, failure.Code));
        Assert.IsFalse(listener.Pending());
    }

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }

    private static TargetConnector Targets(string setting, params string[] addresses) =>
        new(Options.Create(new EmailSyncOptions { AllowedTargets = setting }))
        {
            Resolve = (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)),
        };
}
