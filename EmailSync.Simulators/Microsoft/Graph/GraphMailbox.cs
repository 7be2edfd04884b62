using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The mailbox behind a Microsoft account.</summary>
public sealed partial class GraphMailbox : IPostalMailbox
{
    internal GraphMailbox(string address, string displayName)
    {
        Address = address;
        DisplayName = displayName;
    }

    public string Address { get; }

    public string DisplayName { get; }

    /// <summary>Further addresses whose mail arrives here and which may be sent from.</summary>
    public IReadOnlyList<string> ProxyAddresses { get; } = [];

    void IPostalMailbox.Receive(ReadOnlyMemory<byte> mime, string? returnPath, string recipient) => throw new NotSupportedException("Comes with the mailbox.");
}
