using EmailSync.Core.Directory.Imports;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory.Imports;

public sealed class AdvanceImportActivity(RunImport imports)
{
    [Function(nameof(AdvanceImportActivity))]
    public Task<bool> RunAsync([ActivityTrigger] string token, CancellationToken cancellationToken) => imports.StepAsync(token, cancellationToken);
}
