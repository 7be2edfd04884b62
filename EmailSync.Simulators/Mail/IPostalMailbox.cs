namespace EmailSync.Simulators.Mail;

/// <summary>A mailbox of some simulated provider, as the postal exchange sees it.</summary>
public interface IPostalMailbox
{
    string Address { get; }

    /// <summary>A mail arrives. <paramref name="returnPath"/> is null for delivery reports, which nobody answers.</summary>
    void Receive(ReadOnlyMemory<byte> mime, string? returnPath, string recipient);
}
