using Azure;
using Azure.Data.Tables;

namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>
/// One step of an instance, written as a whole: the head with its new version, rows that it now points to, rows that it no longer does.
/// </summary>
/// <param name="Expected">The head's ETag, or null to write it anew whatever stood there.</param>
internal sealed record HubCommit(TableEntity Head, ETag? Expected)
{
    public List<TableEntity> Rows { get; } = [];

    public List<string> Obsolete { get; } = [];
}
