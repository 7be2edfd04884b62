using EmailSync.Core.Directory;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync.Rules;

/// <summary>The rules' answer for one message in one location.</summary>
/// <param name="Rule">The rule of RULES.md that decided, e.g. <c>R11</c>.</param>
/// <param name="Owner">The contact whose conversation takes it; null when skipped.</param>
/// <param name="Thread">The known thread it joins, or null when it starts one or is skipped.</param>
public sealed record SyncDecision(Outcome Outcome, Reason Reason, string Rule, ContactId? Owner = null, KnownThread? Thread = null)
{
    /// <summary>R14: To recipients that contacts are made of, by their place in To.</summary>
    public IReadOnlyList<int> Makes { get; init; } = [];

    /// <summary>R14: contacts that the user follows from now on.</summary>
    public IReadOnlyList<ContactId> Follows { get; init; } = [];

    public static SyncDecision Sync(Reason reason, string rule, ContactId owner, KnownThread? thread = null) =>
        new(Outcome.Synced, reason, rule, owner, thread);

    public static SyncDecision Skip(Reason reason, string rule) => new(Outcome.Skipped, reason, rule);

    /// <summary>R10: skipped only because nothing connected it to the CRM; decided again when its thread becomes known.</summary>
    public bool WaitsForThread =>
        Outcome == Outcome.Skipped
        && Reason is Reason.NoKnownContact or Reason.FromNotAContact or Reason.ContactNotAssigned or Reason.FromInternal or Reason.TwoWaySyncOff;

    /// <summary>R26: another mailbox of the location may take the same mail, and then this copy belongs to it.</summary>
    public bool MaySyncElsewhere =>
        Outcome == Outcome.Skipped && Reason is Reason.FromNotAContact or Reason.ContactNotAssigned or Reason.FromInternal or Reason.TwoWaySyncOff;
}
