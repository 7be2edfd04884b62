using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Sending.Trouble;

/// <summary>Something that the CRM wants to be sent, and what goes wrong about then.</summary>
/// <param name="Number">Of the first mail; bulk mail goes on from there.</param>
/// <param name="Contacts">To whom; more than one for bulk mail.</param>
/// <param name="IsBegun">Its first step comes at once, not with the next sweep.</param>
/// <param name="AtProvider">What the sender's provider does.</param>
/// <param name="AtService">What the location's mail service does.</param>
/// <param name="DiesAfter">The process ends after so many writes from here.</param>
/// <param name="HubIsLost">With that what the engine knew is gone.</param>
internal sealed record TroubledSend(
    int Number,
    Route Route,
    int User,
    IReadOnlyList<int> Contacts,
    bool IsCopied,
    bool IsBegun,
    IReadOnlyList<FaultRule> AtProvider,
    IReadOnlyList<FaultRule> AtService,
    int? DiesAfter,
    bool HubIsLost);
