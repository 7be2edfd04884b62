using System.Net;
using System.Net.Sockets;
using EmailSync.LocalHost;
using EmailSync.LocalHost.Cli;
using EmailSync.LocalHost.Hosting;

namespace EmailSync.Tests.LocalHost;

[TestClass]
public sealed class HostCommandTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("--port", "abc")]
    [DataRow("--port", "70000")]
    [DataRow("--colour", "red")]
    [DataRow("--simulators-only", "--functions-only")]
    [DataRow("--simulators-only", "--real-providers")]
    [DataRow("--data", "")]
    public async Task A_wrong_option_is_one_line_and_exit_code_2(string first, string second)
    {
        var (code, _, error) = await InvokeAsync([first, second], (_, _) => Task.CompletedTask);

        Assert.AreEqual(2, code);
        Assert.HasCount(1, error.Trim().Split('\n'));
    }

    [TestMethod]
    public async Task A_failed_start_is_one_line_and_exit_code_1()
    {
        var (code, _, error) = await InvokeAsync([], (_, _) => throw new StartupException("Node.js is missing.\nInstall it."));

        Assert.AreEqual(1, code);
        Assert.AreEqual("emailsync: Node.js is missing. Install it.", error.Trim());
    }

    [TestMethod]
    public async Task Options_reach_the_run()
    {
        HostOptions? seen = null;

        var (code, _, _) = await InvokeAsync(
            ["--port", "0", "--google-port", "9001", "--crm-port=9002", "--microsoft-port", "9003", "--smtp-port", "9004", "--smtp-http-port", "9005", "--storage-port", "9100", "--data", "d", "--no-demo", "--log", "--functions-only"],
            (options, _) => Task.FromResult(seen = options));

        Assert.AreEqual(0, code);
        Assert.AreEqual(
            new HostOptions
            {
                Mode = HostMode.FunctionsOnly,
                Port = 0,
                GooglePort = 9001,
                CrmPort = 9002,
                MicrosoftPort = 9003,
                SmtpPort = 9004,
                SmtpHttpPort = 9005,
                StoragePort = 9100,
                DataFolder = Path.GetFullPath("d"),
                Demo = false,
                Log = true,
            },
            seen);
    }

    [TestMethod]
    public async Task A_stop_that_was_asked_for_is_a_success()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var (code, _, error) = await InvokeAsync([], (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken), stop.Token);

        Assert.AreEqual(0, code);
        Assert.AreEqual("", error);
    }

    [TestMethod]
    [DataRow("--port", "the functions")]
    [DataRow("--google-port", "the Google simulator")]
    [DataRow("--microsoft-port", "the Microsoft simulator")]
    [DataRow("--smtp-port", "the SMTP sink")]
    [DataRow("--smtp-http-port", "the SMTP sink's page")]
    [DataRow("--crm-port", "the CRM webhook sink")]
    public async Task A_port_in_use_is_named_with_the_option_that_changes_it(string option, string what)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var free = new[] { "--port", "--google-port", "--microsoft-port", "--smtp-port", "--smtp-http-port", "--crm-port" }.Where(other => other != option);

        var (code, _, error) = await InvokeAsync(
            [.. free.SelectMany(other => new[] { other, "0" }), option, $"{port}"],
            (options, _) => Task.FromResult(LocalPorts.Choose(options, functions: true, simulators: true)));

        Assert.AreEqual(1, code);
        Assert.AreEqual($"emailsync: Port {port} for {what} is already in use; end what uses it or choose another with {option}.", error.Trim());
    }

    private async Task<(int Code, string Output, string Error)> InvokeAsync(
        string[] arguments, Func<HostOptions, CancellationToken, Task> run, CancellationToken? stop = null)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await new HostCommand().InvokeAsync(arguments, run, output, error, stop ?? TestContext.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
