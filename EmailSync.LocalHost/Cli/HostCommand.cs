using System.CommandLine;
using System.CommandLine.Parsing;

namespace EmailSync.LocalHost.Cli;

/// <summary>The command line: reads it, checks it, and turns every failure into one line and an exit code.</summary>
internal sealed class HostCommand
{
    private const int Failed = 1;
    private const int Misused = 2;

    private readonly Option<int> port = Port("--port", "Port of the functions.", 7071);
    private readonly Option<int> googlePort = Port("--google-port", "Port of the Google simulator.", 7081);
    private readonly Option<int> microsoftPort = Port("--microsoft-port", "Port of the Microsoft simulator.", 7082);
    private readonly Option<int> smtpPort = Port("--smtp-port", "Port of the SMTP sink.", 7083);
    private readonly Option<int> smtpHttpPort = Port("--smtp-http-port", "Port of the SMTP sink's page and API.", 7084);
    private readonly Option<int> crmPort = Port("--crm-port", "Port of the CRM webhook sink.", 7085);
    private readonly Option<int> storagePort = Port("--storage-port", "Azurite's first port: blobs; queues and tables take the next two.", 10000);
    private readonly Option<string> data = new("--data")
    {
        Description = "Folder that keeps everything between runs.",
        HelpName = "folder",
        DefaultValueFactory = _ => ".emailsync",
    };
    private readonly Option<string?> storage = new("--storage") { Description = "Connection string of a storage account to use instead of Azurite.", HelpName = "connection string" };
    private readonly Option<string?> settings = new("--settings") { Description = "Settings file [default: local.settings.json of the current folder, if there]. The environment wins over it.", HelpName = "file" };
    private readonly Option<bool> simulatorsOnly = new("--simulators-only") { Description = "Run storage and simulators, without the functions." };
    private readonly Option<bool> functionsOnly = new("--functions-only") { Description = "Run the functions; storage and simulators run in another process." };
    private readonly Option<bool> noDemo = new("--no-demo") { Description = "Do not seed the demo world." };
    private readonly Option<bool> log = new("--log") { Description = "Print the log instead of the timeline." };
    private readonly Option<bool> realProviders = new("--real-providers") { Description = "Use Google and Microsoft themselves instead of the simulators; their settings must be set." };

    /// <param name="run">Runs until it is told to stop; the exit code is 0 when it returns.</param>
    public async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments, Func<HostOptions, CancellationToken, Task> run, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var root = new RootCommand("Runs EmailSync whole on this machine: functions, storage and simulated providers, on the loopback address only.")
        {
            port, googlePort, microsoftPort, smtpPort, smtpHttpPort, crmPort, storagePort, data, storage, settings, simulatorsOnly, functionsOnly, noDemo,
            log, realProviders,
        };
        root.Validators.Add(Check);
        root.SetAction((parsed, cancellationToken) => RunAsync(Options(parsed), run, error, cancellationToken));
        var result = root.Parse(arguments);
        if (result.Errors.Count > 0)
        {
            await error.WriteLineAsync($"emailsync: {result.Errors[0].Message} (--help shows the options)");
            return Misused;
        }

        // Signals are the caller's; here they would cut the clean stop short.
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await result.InvokeAsync(invocation, stop);
    }

    private static async Task<int> RunAsync(
        HostOptions options, Func<HostOptions, CancellationToken, Task> run, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await run(options, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (StartupException exception)
        {
            await error.WriteLineAsync($"emailsync: {exception.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }

    private void Check(CommandResult command)
    {
        if (command.GetValue(simulatorsOnly) && command.GetValue(functionsOnly))
            command.AddError("--simulators-only and --functions-only exclude each other.");
        else if (command.GetValue(simulatorsOnly) && command.GetValue(realProviders))
            command.AddError("--simulators-only and --real-providers exclude each other.");
        else if (command.GetResult(data) is { Implicit: false } && string.IsNullOrWhiteSpace(command.GetValue(data)))
            command.AddError("--data must name a folder.");
        else if (command.GetResult(storage) is not null && string.IsNullOrWhiteSpace(command.GetValue(storage)))
            command.AddError("--storage must be a connection string.");
    }

    private HostOptions Options(ParseResult parsed) => new()
    {
        Mode = parsed.GetValue(simulatorsOnly) ? HostMode.SimulatorsOnly : parsed.GetValue(functionsOnly) ? HostMode.FunctionsOnly : HostMode.Everything,
        Port = parsed.GetValue(port),
        GooglePort = parsed.GetValue(googlePort),
        MicrosoftPort = parsed.GetValue(microsoftPort),
        SmtpPort = parsed.GetValue(smtpPort),
        SmtpHttpPort = parsed.GetValue(smtpHttpPort),
        CrmPort = parsed.GetValue(crmPort),
        StoragePort = parsed.GetValue(storagePort),
        DataFolder = Path.GetFullPath(parsed.GetValue(data)!),
        Storage = parsed.GetValue(storage),
        SettingsFile = parsed.GetValue(settings) is { } file ? Path.GetFullPath(file) : null,
        Demo = !parsed.GetValue(noDemo),
        Log = parsed.GetValue(log),
        RealProviders = parsed.GetValue(realProviders),
    };

    private static Option<int> Port(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description + " 0 takes a free one.", HelpName = "port", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var value) || value is < 0 or > 65535))
                result.AddError($"{name} must be a port from 0 to 65535, not '{token.Value}'.");
        });
        return option;
    }
}
