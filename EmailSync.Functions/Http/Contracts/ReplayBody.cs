using System.ComponentModel.DataAnnotations;
using EmailSync.Core.Crm;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Since">Events that happened from then on.</param>
/// <param name="Until">And until then.</param>
/// <param name="Types">Only these; left out or empty for all.</param>
[Example("""{"since":"2026-03-01T00:00:00Z","until":"2026-03-02T00:00:00Z","types":["message.synced"]}""")]
public sealed record ReplayBody([property: Required] DateTimeOffset? Since, [property: Required] DateTimeOffset? Until, IReadOnlyList<CrmEventType>? Types);
