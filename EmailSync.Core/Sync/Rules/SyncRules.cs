using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync.Rules;

/// <summary>
/// Which mail syncs, and into whose conversation: RULES.md R8 and R10 to R23 as one pure function. The order of the steps is part of the rules: what a
/// message is (R8, R23) comes before where its thread lives (R22), internal mail (R15) before continuity (R10), and that before the rules about
/// single messages (R11, R12, R14), which R16 may switch off.
/// </summary>
public static class SyncRules
{
    /// <summary>R23: more automatic messages than this per sender and hour are a loop.</summary>
    public const int AutomaticPerHour = 10;

    /// <summary>R14: contacts that one mail makes at most; who writes to more people at once is not logging a mail by hand.</summary>
    public const int MaxMade = 50;

    public static SyncDecision Decide(SyncFacts facts) =>
        RefuseByNature(facts) ?? RefuseElsewhere(facts) ?? (IsOutbound(facts) ? DecideOutbound(facts) : DecideInbound(facts));

    /// <summary>Nobody in the headers could change the answer: who they are need not be looked up.</summary>
    public static bool IsDecidedWithoutPeople(SyncFacts facts) => (RefuseByNature(facts) ?? RefuseElsewhere(facts)) is not null;

    /// <summary>The sender decides: who else got the mail need not be looked up.</summary>
    public static bool IsDecidedBySender(SyncFacts facts) =>
        !IsOutbound(facts) && !IsFromInternal(facts) && (Sender(facts) is not null || Continues(facts) is not null);

    public static bool IsOutbound(SyncFacts facts) => facts.Placement.HasFlag(Placement.Sent);

    /// <summary>
    /// R37: what it reports counts, whether or not it syncs itself. Not from spam, where the provider puts what it takes for forged, nor from what a person sent on;
    /// a loop of reports is one of mail that does not arrive.
    /// </summary>
    public static bool MayReport(SyncFacts facts) => !IsOutbound(facts) && RefuseByNature(facts with { IsAutomatic = false }) is null;

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
        if (facts.IsLoggingBounce)
            return SyncDecision.Skip(Reason.LoggingAddressBounce, "R14");
        if (facts.IsAutomatic && facts.AutomaticInLastHour >= AutomaticPerHour)
            return SyncDecision.Skip(Reason.Loop, "R23");
        return null;
    }

    /// <summary>R22: what another location's CRM sent, and what belongs to a thread that goes on in that location only.</summary>
    private static SyncDecision? RefuseElsewhere(SyncFacts facts)
    {
        if (facts.SentElsewhere)
            return SyncDecision.Skip(Reason.SentByOtherLocation, "R22");
        return facts.Thread is { } match && (match.Thread is null || match.State.DetachedAt <= facts.ReceivedAt)
            ? SyncDecision.Skip(Reason.ThreadDetached, "R22")
            : null;
    }

    /// <summary>
    /// R10: a message syncs with its thread when it came after the thread became known, by reference or by the provider's clock. What was written in
    /// the same provider thread before the CRM had any part in it stays private, in whatever order the messages are found. R26: so does the copy of
    /// a mail that another mailbox of the location has brought.
    /// </summary>
    private static SyncDecision? Continues(SyncFacts facts)
    {
        if (facts.SameMail is { } same)
            return SyncDecision.Sync(Reason.SameMail, "R26", same.Owner, same);
        return facts.Thread is { Thread: { } thread } match && (match.ByReference || facts.ReceivedAt >= thread.KnownSince)
            ? SyncDecision.Sync(Reason.ThreadIsSynced, "R10", thread.Owner, thread)
            : null;
    }

    /// <summary>R11 and R19: the From contact; a contact only in To or Cc does not count.</summary>
    private static SyncDecision DecideInbound(SyncFacts facts)
    {
        if (IsFromInternal(facts))
            return DecideInternal(facts);
        if (Continues(facts) is { } continued)
            return continued;
        if (Sender(facts) is not { } sender || sender.Contact is not { } owner)
        {
            return Recipients(facts).Any(r => r.Contact is not null)
                ? SyncDecision.Skip(Reason.FromNotAContact, "R19")
                : SyncDecision.Skip(Reason.NoKnownContact, "R13");
        }
        if (MustBeAssigned(facts) && !sender.Owners.AnyOf(facts.User))
            return SyncDecision.Skip(Reason.ContactNotAssigned, "R11");
        return IfTwoWay(facts, SyncDecision.Sync(Reason.FromContact, "R11", owner, JoinedThread(facts, owner)));
    }

    /// <summary>R15: what a colleague wrote syncs only where its thread does, and only if a contact got it too.</summary>
    private static SyncDecision DecideInternal(SyncFacts facts)
    {
        if (!Recipients(facts).Any(r => r.IsExternal))
            return SyncDecision.Skip(Reason.InternalOnly, "R15");
        return Recipients(facts).Any(r => r.Contact is not null) && Continues(facts) is { } continued
            ? continued
            : SyncDecision.Skip(Reason.FromInternal, "R15");
    }

    /// <summary>R12, R14, R19 and R20: the first contact in To, then Cc, then Bcc, unless the mail goes on with a thread.</summary>
    private static SyncDecision DecideOutbound(SyncFacts facts)
    {
        if (Recipients(facts).Any() && !Recipients(facts).Any(r => r.IsExternal))
            return SyncDecision.Skip(Reason.InternalOnly, "R15");

        var isLogged = facts.IsLogged && facts.TwoWaySync;
        var owner = FirstContact(facts, isLogged);
        if (Continues(facts) is { } continued)
        {
            return owner is { } receiver && IsForward(facts, continued)
                ? IfTwoWay(facts, Logged(facts, isLogged, SyncDecision.Sync(Reason.Forward, "R20", receiver)))
                : Logged(facts, isLogged, continued);
        }
        if (owner is not { } contact)
            return SyncDecision.Skip(Reason.NoKnownContact, "R13");
        var ruled = FirstContact(facts, isLogged: false) is null ? (Reason.LoggingAddress, "R14") : (Reason.ToContact, "R12");
        return IfTwoWay(facts, Logged(facts, isLogged, SyncDecision.Sync(ruled.Item1, ruled.Item2, contact, JoinedThread(facts, contact))));
    }

    /// <summary>R20: sent on to a contact, and to nobody who has had a part in the thread.</summary>
    private static bool IsForward(SyncFacts facts, SyncDecision continued) =>
        !Recipients(facts).Any(r => r.IsExternal && (r.IsInThread || (continued.Owner is { } owner && r.Is(owner))));

    /// <summary>R14: the To recipients that nobody knows yet become contacts, the others are followed. Nothing is ever made of Cc and Bcc (R17).</summary>
    private static SyncDecision Logged(SyncFacts facts, bool isLogged, SyncDecision decision) => isLogged
        ? decision with
        {
            Makes = [.. Enumerable.Range(0, facts.To.Count).Where(i => facts.To[i].MayBecomeContact).Take(MaxMade)],
            Follows = [.. facts.To.Where(c => !c.MayBecomeContact).Select(c => c.Contact).OfType<ContactId>().Distinct()],
        }
        : decision;

    /// <summary>R16: without two-way sync a message that does not continue a thread stays out, whatever else would take it.</summary>
    private static SyncDecision IfTwoWay(SyncFacts facts, SyncDecision decision) =>
        facts.TwoWaySync ? decision : SyncDecision.Skip(Reason.TwoWaySyncOff, "R16");

    /// <summary>
    /// A message that syncs by its own right although it is older than its thread's first synced one still belongs to that thread where the
    /// conversation is the same.
    /// </summary>
    private static KnownThread? JoinedThread(SyncFacts facts, ContactId owner) =>
        facts.Thread?.Thread is { } thread && thread.Owner == owner ? thread : null;

    private static bool MustBeAssigned(SyncFacts facts) => facts.Assignment switch
    {
        AssignmentPolicy.Always => true,
        AssignmentPolicy.MultiLocation => facts.MultiLocation,
        _ => false,
    };

    private static bool IsFromInternal(SyncFacts facts) => facts.From.Count > 0 && facts.From.All(c => c.IsInternal);

    private static Correspondent? Sender(SyncFacts facts) => facts.From.FirstOrDefault(c => c.Contact is not null);

    private static IEnumerable<Correspondent> Recipients(SyncFacts facts) => facts.To.Concat(facts.Cc).Concat(facts.Bcc);

    private static ContactId? FirstContact(SyncFacts facts, bool isLogged) =>
        facts.To.Select(c => c.Contact ?? (isLogged && c.MayBecomeContact ? c.Possible : null))
            .Concat(facts.Cc.Concat(facts.Bcc).Select(c => c.Contact))
            .FirstOrDefault(contact => contact is not null);
}
