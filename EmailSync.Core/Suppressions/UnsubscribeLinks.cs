using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Suppressions;

/// <summary>Makes the address at which the recipient of a mail unsubscribes by one click (RFC 8058), for its header <c>List-Unsubscribe</c>.</summary>
public sealed class UnsubscribeLinks(TableKeys keys, IOptions<EmailSyncOptions> options)
{
    public const string Route = "unsubscribe";

    public Uri UrlOf(LocationId location, EmailAddress recipient, MessageId message)
    {
        var token = new UnsubscribeToken(location, keys.Suppressed(location, recipient.MatchKey), message).Write(keys);
        return new Uri($"{options.Value.PublicBaseUrl.TrimEnd('/')}/api/{Route}/{token}");
    }
}
