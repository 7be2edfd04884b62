using EmailSync.Core.Directory;
using EmailSync.Core.Reports;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Suppressions;

/// <summary>Takes in who follows an unsubscribe link (RFC 8058).</summary>
public sealed class Unsubscribe(TableKeys keys, SuppressionStore suppressions, DirectoryStore directory, ConversationStore conversations, TimeProvider time)
{
    public bool IsGenuine(string token) => UnsubscribeToken.Read(keys, token) is not null;

    /// <summary>False for a link that is not ours. A location that is gone sends nothing any more, and notes nothing. May be repeated.</summary>
    public async Task<bool> AcceptAsync(string token, CancellationToken cancellationToken)
    {
        if (UnsubscribeToken.Read(keys, token) is not { } link)
            return false;
        if (await directory.GetLocationAsync(link.Location, cancellationToken) is null)
            return true;

        // The link names no address. The mail does, unless it has been erased meanwhile (R27); then the hash has to do.
        var message = await conversations.GetVisibleAsync(link.Location, link.Message, cancellationToken);
        var recipient = message is null
            ? null
            : Bounce.RecipientsOf(message).Where(r => keys.Suppressed(link.Location, r.Key) == link.Suppressed).Select(r => r.Value.Address).FirstOrDefault();
        await suppressions.AddAsync(
            link.Location,
            new Suppression(link.Suppressed, recipient, SuppressionReason.Unsubscribed, time.GetUtcNow(), message?.Id),
            cancellationToken);
        if (EmailAddress.TryParse(recipient, out var address) && await conversations.IsErasedAsync(link.Message.Conversation, cancellationToken))
            await suppressions.ForgetAddressAsync(link.Location, address.MatchKey, cancellationToken);
        return true;
    }
}
