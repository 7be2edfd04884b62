using System.CommandLine;

namespace EmailSync.Benchmarks.Cli;

/// <summary>The command line: reads it, checks it, and turns every failure into one line and an exit code.</summary>
internal sealed class BenchmarkCommand
{
    private const int Failed = 1;
    private const int Misused = 2;
    private const int Interrupted = 130;
    private static readonly IngestOptions usual = new();
    private static readonly CatchUpOptions usualCatchUp = new();
    private static readonly WebhooksOptions usualWebhooks = new();

    private readonly Option<int> messages = Number("--messages", "Messages of the phase at full speed.", usual.Messages, 1, 20_000);
    private readonly Option<int> mailboxes = Number("--mailboxes", "Connected mailboxes.", usual.Mailboxes, 1, 100);
    private readonly Option<int> steady = Number("--steady", "Seconds of the steady phase; 0 leaves it out.", (int)usual.Steady.TotalSeconds, 0, 600);
    private readonly Option<int> seed = Number("--seed", "Chooses people, threads and sizes of the mails.", usual.Seed, 0, int.MaxValue);
    private readonly Option<int> contacts = Number("--contacts", "Contacts that are imported.", new ImportOptions().Contacts, 1, 100_000);
    private readonly Option<int> oldMessages = Number("--messages", "Old mails that are caught up with.", usualCatchUp.Messages, 1, 100_000);
    private readonly Option<int> events = Number("--events", "Mails of contacts that come while the webhook's target is away.", usualWebhooks.Events, 1, 4_000);
    private readonly Option<int> every = Number("--every", "Seconds between two new mails.", (int)usualCatchUp.Every.TotalSeconds, 1, 600);
    private readonly Option<int> forSeconds = Number(
        "--time", "Seconds for which new mails come; the run does not wait for the end of the catch-up.", (int)usualCatchUp.Time.TotalSeconds, 1, 86_400);
    private readonly Option<bool> oldPrices = new("--old-prices") { Description = "Gmail's price list and quota of before May 2026." };
    private readonly Option<bool> noWebhooks = new("--no-webhooks") { Description = "Leave the location without a webhook: messages are stored, and nobody is told." };
    private readonly Option<bool> keep = new("--keep") { Description = "Keep the data folder with the logs of the processes." };
    private readonly Option<ProviderChoice> provider = new("--provider")
    {
        Description = "Whose mailboxes.",
        DefaultValueFactory = _ => usual.Provider,
    };

    private readonly Option<double> rate = new("--rate")
    {
        Description = "Messages per second of the steady phase, over all mailboxes. More than one per mailbox is more than Gmail announces.",
        HelpName = "n",
        DefaultValueFactory = _ => usual.Rate,
    };

    private readonly Option<string?> json = new("--json") { Description = "Write the figures to this file as JSON.", HelpName = "file" };

    public BenchmarkCommand()
    {
        rate.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!double.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out var value) || value is not (>= 0.1 and <= 500)))
                result.AddError($"--rate must be a number from 0.1 to 500, not '{token.Value}'.");
        });
        provider.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!Enum.TryParse<ProviderChoice>(token.Value, ignoreCase: true, out _) || int.TryParse(token.Value, out _)))
                result.AddError($"--provider must be one of {string.Join(", ", Enum.GetNames<ProviderChoice>()).ToLowerInvariant()}, not '{token.Value}'.");
        });
        json.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && string.IsNullOrWhiteSpace(token.Value))
                result.AddError("--json must name a file.");
        });
    }

    /// <param name="runIngest">Does an ingest run; its exceptions become one line and a code.</param>
    /// <param name="runCatchUp">The same for a catch-up.</param>
    /// <param name="runImport">The same for an import.</param>
    /// <param name="runWebhooks">The same for webhooks.</param>
    public async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments,
        Func<IngestOptions, CancellationToken, Task> runIngest,
        Func<CatchUpOptions, CancellationToken, Task> runCatchUp,
        Func<ImportOptions, CancellationToken, Task> runImport,
        Func<WebhooksOptions, CancellationToken, Task> runWebhooks,
        TextWriter output,
        TextWriter error,
        CancellationToken stop)
    {
        var ingest = new Command("ingest", "Mail arrives in simulated mailboxes, and the pipeline brings it to the CRM; prints what that took.")
        {
            messages, mailboxes, provider, rate, steady, noWebhooks, seed, json, keep,
        };
        ingest.SetAction((parsed, cancellationToken) => RunAsync(Options(parsed), runIngest, error, cancellationToken));
        var catchUp = new Command("catchup", "A mailbox loses its cursor and has old mail to catch up with, while new mail comes; prints how long the new mail waits.")
        {
            oldMessages, provider, every, forSeconds, oldPrices, seed, json, keep,
        };
        catchUp.Validators.Add(result =>
        {
            if (result.GetResult(provider) is { Tokens: [var token] } && token.Value.Equals(nameof(ProviderChoice.Both), StringComparison.OrdinalIgnoreCase))
                result.AddError("--provider must be gmail or outlook: there is one mailbox.");
        });
        catchUp.SetAction((parsed, cancellationToken) => RunAsync(CatchUp(parsed), runCatchUp, error, cancellationToken));
        var webhooks = new Command("webhooks", "A webhook's target is away while mail comes, and is there again; prints how fast it hears of everything.")
        {
            events, mailboxes, seed, json, keep,
        };
        webhooks.SetAction((parsed, cancellationToken) => RunAsync(Webhooks(parsed), runWebhooks, error, cancellationToken));
        var import = new Command("import", "A CRM brings its contacts, all at once; prints how fast they are taken in, and what that and a lookup take.") { contacts };
        import.SetAction((parsed, cancellationToken) => RunAsync(new ImportOptions { Contacts = parsed.GetValue(contacts) }, runImport, error, cancellationToken));
        var root = new RootCommand("Loads EmailSync on this machine and measures it. Everything runs on the loopback address, on data that the run throws away.") { ingest, catchUp, import, webhooks };
        var result = root.Parse(arguments);
        if (result.Errors.Count > 0)
        {
            await error.WriteLineAsync($"benchmarks: {result.Errors[0].Message} (--help shows the options)");
            return Misused;
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await result.InvokeAsync(invocation, stop);
    }

    private static async Task<int> RunAsync<T>(
        T options, Func<T, CancellationToken, Task> run, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await run(options, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("benchmarks: interrupted");
            return Interrupted;
        }
        catch (BenchmarkException exception)
        {
            await error.WriteLineAsync($"benchmarks: {exception.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }

    private IngestOptions Options(ParseResult parsed) => new()
    {
        Messages = parsed.GetValue(messages),
        Mailboxes = parsed.GetValue(mailboxes),
        Provider = parsed.GetValue(provider),
        Rate = parsed.GetValue(rate),
        Steady = TimeSpan.FromSeconds(parsed.GetValue(steady)),
        Webhooks = !parsed.GetValue(noWebhooks),
        Seed = parsed.GetValue(seed),
        JsonFile = parsed.GetValue(json) is { } file ? Path.GetFullPath(file) : null,
        Keep = parsed.GetValue(keep),
    };

    private CatchUpOptions CatchUp(ParseResult parsed) => new()
    {
        Messages = parsed.GetValue(oldMessages),
        Provider = parsed.GetValue(provider),
        Every = TimeSpan.FromSeconds(parsed.GetValue(every)),
        Time = TimeSpan.FromSeconds(parsed.GetValue(forSeconds)),
        OldPrices = parsed.GetValue(oldPrices),
        Seed = parsed.GetValue(seed),
        JsonFile = parsed.GetValue(json) is { } file ? Path.GetFullPath(file) : null,
        Keep = parsed.GetValue(keep),
    };

    private WebhooksOptions Webhooks(ParseResult parsed) => new()
    {
        Events = parsed.GetValue(events),
        Mailboxes = parsed.GetValue(mailboxes),
        Seed = parsed.GetValue(seed),
        JsonFile = parsed.GetValue(json) is { } file ? Path.GetFullPath(file) : null,
        Keep = parsed.GetValue(keep),
    };

    private static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var value) || value < least || value > most))
                result.AddError($"{name} must be a number from {least} to {most}, not '{token.Value}'.");
        });
        return option;
    }
}
