using EmailSync.Core.Conversations;

namespace EmailSync.Core.Suppressions;

/// <summary>An address to which a location sends no bulk and no workflow mail.</summary>
/// <param name="Id">Keyed hash of the address; the same whenever it is suppressed again.</param>
/// <param name="Email">As it was written; null once its contact has been deleted (R27), or where nobody could tell.</param>
/// <param name="Message">The mail that led to it, or null.</param>
public sealed record Suppression(string Id, string? Email, SuppressionReason Reason, DateTimeOffset Since, MessageId? Message)
{
    /// <summary>What a person writes to a person is never held back.</summary>
    public static bool Blocks(MessageKind kind, SuppressionReason reason) => kind switch
    {
        MessageKind.Individual => false,
        MessageKind.Bulk or MessageKind.Workflow => Enum.IsDefined(reason),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of mail."),
    };

    /// <summary>What stands after somebody gave another reason: the weightier one with its time, and of equal ones the first.</summary>
    public static Suppression Joined(Suppression? before, Suppression next) =>
        before is null ? next : (next.Reason > before.Reason ? next : before) with { Email = before.Email ?? next.Email };
}
