using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Directory.Imports;

/// <summary>Takes an import page by page to its end. A sweep starts it again from its row.</summary>
public sealed class RunImportOrchestrator
{
    /// <summary>The history of so many pages is read again at each of them.</summary>
    private const int PagesPerHistory = 20;

    [Function(nameof(RunImportOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var token = context.GetInput<string>() ?? throw new InvalidOperationException("An import needs its token.");
        for (var page = 0; page < PagesPerHistory; page++)
        {
            if (!await context.CallActivityAsync<bool>(nameof(AdvanceImportActivity), token, ActivityRetry.Options))
                return;
        }
        context.ContinueAsNew(token);
    }
}
