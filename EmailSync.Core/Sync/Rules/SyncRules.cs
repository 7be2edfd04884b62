using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync.Rules;

/// <summary>
/// Which mail syncs, and into whose conversation: RULES.md R8, R10 to R13, R17, R19, R21 and R23 as one pure function. The order of the steps is
/// part of the rules: what a message is (R8, R23) comes before whom it concerns, continuity (R10) before the single-message rules (R11, R12).
/// </summary>
public static class SyncRules
{
    /// <summary>R23: more automatic messages than this per sender and hour are a loop.</summary>
    public const int AutomaticPerHour = 10;

    public static SyncDecision Decide(SyncFacts facts) =>
        RefuseByNature(facts) ?? ContinueThread(facts) ?? (IsOutbound(facts) ? DecideOutbound(facts) : DecideInbound(facts));

    /// <summary>Nothing that is still unknown (thread and contacts, as far as they are not given) could change the answer.</summary>
    public static bool IsDecided(SyncFacts facts) => (RefuseByNature(facts) ?? ContinueThread(facts)) is not null;

    private static SyncDecision? RefuseByNature(SyncFacts facts)
    {
        if (facts.Placement.HasFlag(Placement.Chat))
            return SyncDecision.Skip(Reason.Chat, "R23");
        if ((facts.Placement & (Placement.Draft | Placement.Outbox)) != 0)
            return SyncDecision.Skip(Reason.Draft, "R23");
        if (facts.Placement.HasFlag(Placement.Spam))
            return SyncDecision.Skip(Reason.Spam, "R23");
        if (facts.Placement.HasFlag(Placement.Trash))
            return SyncDecision.Skip(Reason.Trash, "R23");
        if (facts.ReceivedAt < facts.ConnectedAt)
            return SyncDecision.Skip(Reason.BeforeConnection, "R8");
        if (facts.IsAutomatic && facts.AutomaticInLastHour >= AutomaticPerHour)
            return SyncDecision.Skip(Reason.Loop, "R23");
        return null;
    }

    /// <summary>
    /// R10: a message syncs with its thread when it came after the thread became known, by reference or by the provider's clock. What was written in
    /// the same provider thread before the CRM had any part in it stays private, in whatever order the messages are found.
    /// </summary>
    private static SyncDecision? ContinueThread(SyncFacts facts) =>
        facts.Thread is { } match && (match.ByReference || facts.ReceivedAt >= match.Thread.KnownSince)
            ? SyncDecision.Sync(Reason.ThreadIsSynced, "R10", match.Thread.Owner, match.Thread)
            : null;

    private static bool IsOutbound(SyncFacts facts) => facts.Placement.HasFlag(Placement.Sent);

    /// <summary>R12 and R19: the first contact in To, then Cc, then Bcc.</summary>
    private static SyncDecision DecideOutbound(SyncFacts facts) =>
        FirstContact([.. facts.To, .. facts.Cc, .. facts.Bcc]) is { } contact
            ? SyncDecision.Sync(Reason.ToContact, "R12", contact, JoinedThread(facts, contact))
            : SyncDecision.Skip(Reason.NoKnownContact, "R13");

    /// <summary>R11 and R19: the From contact; a contact only in To or Cc does not count.</summary>
    private static SyncDecision DecideInbound(SyncFacts facts)
    {
        var sender = facts.From.FirstOrDefault(owners => owners.First is not null);
        if (sender?.First is { } owner)
        {
            return MustBeAssigned(facts) && !sender.AnyAssignedTo(facts.User)
                ? SyncDecision.Skip(Reason.ContactNotAssigned, "R11")
                : SyncDecision.Sync(Reason.FromContact, "R11", owner.Contact, JoinedThread(facts, owner.Contact));
        }

        return FirstContact([.. facts.To, .. facts.Cc, .. facts.Bcc]) is not null
            ? SyncDecision.Skip(Reason.FromNotAContact, "R19")
            : SyncDecision.Skip(Reason.NoKnownContact, "R13");
    }

    /// <summary>
    /// A message that syncs by its own right although it is older than its thread's first synced one still belongs to that thread where the
    /// conversation is the same.
    /// </summary>
    private static KnownThread? JoinedThread(SyncFacts facts, ContactId owner) =>
        facts.Thread is { } match && match.Thread.Owner == owner ? match.Thread : null;

    private static bool MustBeAssigned(SyncFacts facts) => facts.Assignment switch
    {
        AssignmentPolicy.Always => true,
        AssignmentPolicy.MultiLocation => facts.MultiLocation,
        _ => false,
    };

    private static ContactId? FirstContact(IEnumerable<AddressOwners> addresses) =>
        addresses.Select(a => a.First).FirstOrDefault(owner => owner is not null)?.Contact;
}
