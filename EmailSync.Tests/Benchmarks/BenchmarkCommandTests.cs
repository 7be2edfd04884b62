using EmailSync.Benchmarks;
using EmailSync.Benchmarks.Cli;

namespace EmailSync.Tests.Benchmarks;

[TestClass]
public sealed class BenchmarkCommandTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("--messages", "0")]
    [DataRow("--messages", "many")]
    [DataRow("--messages", "1000000")]
    [DataRow("--mailboxes", "101")]
    [DataRow("--provider", "pigeon")]
    [DataRow("--provider", "0")]
    [DataRow("--rate", "0")]
    [DataRow("--rate", "-1")]
    [DataRow("--rate", "NaN")]
    [DataRow("--steady", "-1")]
    [DataRow("--json", " ")]
    [DataRow("--colour", "red")]
    public async Task A_wrong_option_is_one_line_and_exit_code_2(string name, string value)
    {
        var ran = false;

        var (code, output, error) = await InvokeAsync(["ingest", name, value], _ => ran = true);

        Assert.AreEqual(2, code);
        Assert.HasCount(1, error.Trim().Split('\n'));
        Assert.AreEqual("", output);
        Assert.IsFalse(ran);
    }

    [TestMethod]
    public async Task Without_a_command_nothing_runs()
    {
        var (code, _, error) = await InvokeAsync([], _ => Assert.Fail());

        Assert.AreEqual(2, code);
        Assert.HasCount(1, error.Trim().Split('\n'));
    }

    [TestMethod]
    public async Task Options_reach_the_run()
    {
        IngestOptions? seen = null;

        var (code, _, _) = await InvokeAsync(
            ["ingest", "--messages", "50", "--mailboxes=3", "--provider", "Both", "--rate", "2.5", "--steady", "0", "--no-webhooks", "--seed", "9", "--json", "f.json", "--keep"],
            options => seen = options);

        Assert.AreEqual(0, code);
        Assert.AreEqual(
            new IngestOptions
            {
                Messages = 50,
                Mailboxes = 3,
                Provider = ProviderChoice.Both,
                Rate = 2.5,
                Steady = TimeSpan.Zero,
                Webhooks = false,
                Seed = 9,
                JsonFile = Path.GetFullPath("f.json"),
                Keep = true,
            },
            seen);
    }

    [TestMethod]
    public async Task A_run_that_fails_is_one_line_and_exit_code_1()
    {
        var (code, _, error) = await InvokeAsync(["ingest"], _ => throw new BenchmarkException("3 things are not\nas they should be."));

        Assert.AreEqual(1, code);
        Assert.AreEqual("benchmarks: 3 things are not as they should be.", error.Trim());
    }

    [TestMethod]
    public async Task An_interrupted_run_is_no_success()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var (code, _, _) = await InvokeAsync(["ingest"], _ => stop.Token.ThrowIfCancellationRequested(), stop.Token);

        Assert.AreEqual(130, code);
    }

    [TestMethod]
    public async Task Help_tells_every_option()
    {
        var (code, output, _) = await InvokeAsync(["ingest", "--help"], _ => Assert.Fail());

        Assert.AreEqual(0, code);
        foreach (var option in (string[])["--messages", "--mailboxes", "--provider", "--rate", "--steady", "--no-webhooks", "--seed", "--json", "--keep"])
            Assert.Contains(option, output);
    }

    private async Task<(int Code, string Output, string Error)> InvokeAsync(
        string[] arguments, Action<IngestOptions> run, CancellationToken? stop = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new BenchmarkCommand().InvokeAsync(
            arguments,
            (options, _) =>
            {
                run(options);
                return Task.CompletedTask;
            },
            output,
            error,
            stop ?? TestContext.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
