using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Suppressions;

/// <summary>Whether a mail may go to its recipients; asked when it is accepted, and again before it goes out: in between somebody may have unsubscribed.</summary>
public sealed class SuppressedMail(SuppressionStore suppressions)
{
    /// <summary>The code of the refusal, and of the failure.</summary>
    public const string Code = "suppressed";

    /// <summary>Any one recipient is enough: a copy to somebody who wants none is a mail to them.</summary>
    public async Task<bool> BlocksAsync(LocationId location, MessageKind kind, IEnumerable<string> recipients, CancellationToken cancellationToken)
    {
        if (kind == MessageKind.Individual)
            return false;
        foreach (var recipient in recipients)
        {
            if (EmailAddress.TryParse(recipient, out var address)
                && await suppressions.FindAsync(location, address, cancellationToken) is { } found && Suppression.Blocks(kind, found.Reason))
                return true;
        }
        return false;
    }
}
