using Azure;

namespace EmailSync.Tests.Pipeline;

/// <summary>Storage as a dying process sees it: no call comes back any more.</summary>
internal sealed class ProcessDiedException() : RequestFailedException("The process died here.");
