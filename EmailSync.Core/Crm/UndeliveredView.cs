using EmailSync.Core.Conversations;

namespace EmailSync.Core.Crm;

/// <param name="Email">As it stands in the mail.</param>
/// <param name="Failure">As the message's own.</param>
public sealed record UndeliveredView(string Email, string Failure, DateTimeOffset At)
{
    public static UndeliveredView Of(UndeliveredRecipient undelivered) => new(undelivered.Recipient.Address, undelivered.Failure, undelivered.At);
}
