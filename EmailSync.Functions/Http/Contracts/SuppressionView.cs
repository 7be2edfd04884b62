using EmailSync.Core.Suppressions;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Email">Absent where the contact was deleted: then only its hash is known.</param>
/// <param name="MessageId">The mail that led to it, while it is there.</param>
public sealed record SuppressionView(string Id, string? Email, SuppressionReason Reason, DateTimeOffset Since, string? MessageId)
{
    public static SuppressionView Of(Suppression suppression) =>
        new(suppression.Id, suppression.Email, suppression.Reason, suppression.Since, suppression.Message?.Value);
}
