using EmailSync.Benchmarks;
using EmailSync.Benchmarks.CatchUp;
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

    [TestMethod]
    [DataRow("--messages", "0")]
    [DataRow("--provider", "both")]
    [DataRow("--every", "0")]
    [DataRow("--time", "never")]
    [DataRow("--mailboxes", "2")]
    public async Task A_wrong_option_of_a_catch_up_is_one_line_and_exit_code_2(string name, string value)
    {
        var (code, _, error) = await InvokeAsync(["catchup", name, value], _ => Assert.Fail());

        Assert.AreEqual(2, code);
        Assert.HasCount(1, error.Trim().Split('\n'));
    }

    [TestMethod]
    public async Task Options_of_a_catch_up_reach_the_run()
    {
        CatchUpOptions? seen = null;

        var (code, _, _) = await InvokeAsync(
            ["catchup", "--messages", "500", "--provider", "outlook", "--every", "3", "--time", "90", "--old-prices", "--seed", "4", "--keep"],
            _ => Assert.Fail(),
            catchUp: options => seen = options);

        Assert.AreEqual(0, code);
        Assert.AreEqual(
            new CatchUpOptions
            {
                Messages = 500,
                Provider = ProviderChoice.Outlook,
                Every = TimeSpan.FromSeconds(3),
                Time = TimeSpan.FromSeconds(90),
                OldPrices = true,
                Seed = 4,
                Keep = true,
            },
            seen);
    }

    [TestMethod]
    [DataRow("", 5_000)]
    [DataRow("--contacts 100000", 100_000)]
    public async Task The_import_command_takes_a_number_of_contacts(string options, int contacts)
    {
        ImportOptions? seen = null;

        var (code, _, error) = await InvokeAsync(["import", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], _ => Assert.Fail(), import: o => seen = o);

        Assert.AreEqual((0, ""), (code, error));
        Assert.AreEqual(contacts, seen!.Contacts);
    }

    [TestMethod]
    public async Task More_contacts_than_one_import_takes_are_a_misuse()
    {
        var (code, _, error) = await InvokeAsync(["import", "--contacts", "100001"], _ => Assert.Fail());

        Assert.AreEqual(2, code);
        StringAssert.Contains(error, "--contacts must be a number from 1 to 100000");
    }

    [TestMethod]
    public async Task Options_of_webhooks_reach_the_run()
    {
        WebhooksOptions? seen = null;

        var (code, _, error) = await InvokeAsync(
            ["webhooks", "--events", "300", "--mailboxes", "3", "--seed", "4", "--keep"], _ => Assert.Fail(), webhooks: options => seen = options);

        Assert.AreEqual((0, ""), (code, error));
        Assert.AreEqual(new WebhooksOptions { Events = 300, Mailboxes = 3, Seed = 4, Keep = true }, seen);
    }

    [TestMethod]
    public async Task More_events_than_the_sink_keeps_are_a_misuse()
    {
        var (code, _, error) = await InvokeAsync(["webhooks", "--events", "4001"], _ => Assert.Fail());

        Assert.AreEqual(2, code);
        StringAssert.Contains(error, "--events must be a number from 1 to 4000");
    }

    [TestMethod]
    [DataRow(false, false, 4000)]
    [DataRow(false, true, 400)]
    [DataRow(true, false, 600)]
    public void What_a_new_mail_may_wait_is_the_time_of_ten_messages_at_the_limit(bool isOutlook, bool oldPrices, int milliseconds) =>
        Assert.AreEqual(milliseconds, QuotaOfTen.Of(new CatchUpOptions { Provider = isOutlook ? ProviderChoice.Outlook : ProviderChoice.Gmail, OldPrices = oldPrices }).TotalMilliseconds, 0.001);

    private async Task<(int Code, string Output, string Error)> InvokeAsync(
        string[] arguments,
        Action<IngestOptions> run,
        CancellationToken? stop = null,
        Action<CatchUpOptions>? catchUp = null,
        Action<ImportOptions>? import = null,
        Action<WebhooksOptions>? webhooks = null)
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
            (options, _) =>
            {
                if (catchUp is null)
                    Assert.Fail();
                catchUp(options);
                return Task.CompletedTask;
            },
            (options, _) =>
            {
                if (import is null)
                    Assert.Fail();
                import(options);
                return Task.CompletedTask;
            },
            (options, _) =>
            {
                if (webhooks is null)
                    Assert.Fail();
                webhooks(options);
                return Task.CompletedTask;
            },
            output,
            error,
            stop ?? TestContext.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
