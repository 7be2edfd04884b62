namespace EmailSync.Tests.Model;

/// <summary>What the model says about one copy in one location.</summary>
/// <param name="Reasons">Any of these is right: RULES.md does not always say which of two true reasons is named.</param>
/// <param name="MayBeUnsaid">The product need not have looked at it: what stands in these places is shown by no feed.</param>
internal sealed record Verdict(bool Synced, IReadOnlyList<string> Reasons, bool MayBeUnsaid = false)
{
    /// <summary>Every reason of a synced message whose other copy was synced before.</summary>
    private static readonly string[] anyOfSynced = ["thread_is_synced", "own_send", "from_contact", "to_contact", "forward", "logging_address", "same_mail"];

    public static Verdict AnotherCopy { get; } = new(true, anyOfSynced);

    public static Verdict In(string reason) => new(true, [reason]);

    public static Verdict Out(string reason) => new(false, [reason]);

    public static Verdict Unseen(string reason, Verdict? before) => new(false, [reason, .. before?.Reasons ?? []], MayBeUnsaid: before is null or { MayBeUnsaid: true });

    public override string ToString() => $"{(Synced ? "synced" : "skipped")} ({string.Join(" or ", Reasons)})";
}
