namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The mailbox behind a Microsoft account.</summary>
public sealed partial class GraphMailbox
{
}
