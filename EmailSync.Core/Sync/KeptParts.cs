using EmailSync.Core.Conversations;

namespace EmailSync.Core.Sync;

/// <summary>
/// R24 where one mail came to mailboxes of both providers (R26): it holds what any of its copies brings, so that the order in which they are found
/// does not matter. Pure.
/// </summary>
internal static class KeptParts
{
    public static SyncedMessage Joined(SyncedMessage before, KeptMail kept)
    {
        if (before.RawKept)
            return before;
        if (kept.KeepsMime)
            return before with { Attachments = kept.Content.Attachments, RawKept = true };

        var brought = kept.Content.Attachments.ToDictionary(attachment => attachment with { OmittedReason = null }, attachment => attachment.OmittedReason);
        var attachments = before.Attachments.Select(attachment =>
            attachment.OmittedReason is { } reason && brought.TryGetValue(attachment with { OmittedReason = null }, out var other)
                ? attachment with { OmittedReason = First(reason, other) }
                : attachment).ToList();
        return attachments.SequenceEqual(before.Attachments) ? before : before with { Attachments = attachments };
    }

    private static string? First(string reason, string? other) => string.CompareOrdinal(reason, other) < 0 ? reason : other;
}
