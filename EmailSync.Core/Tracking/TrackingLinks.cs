using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Tracking;

/// <summary>Makes the addresses of the picture and of the links in a tracked mail (R38).</summary>
public sealed class TrackingLinks(TableKeys keys, IOptions<EmailSyncOptions> options)
{
    public const string OpenRoute = "open";
    public const string ClickRoute = "click";

    /// <summary>Longer addresses are cut off or refused on the way by some servers and clients.</summary>
    private const int MaxLength = 2_000;

    public string PictureOf(LocationId location, MessageId message) =>
        Base(OpenRoute) + new TrackingToken(location, message, null).Write(keys);

    /// <summary>Null for a link that is left as it is: it leads into no web, to us, or would become too long.</summary>
    public string? LinkTo(LocationId location, MessageId message, string target)
    {
        var trimmed = target.Trim();
        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out var uri) || !IsWeb(uri) || trimmed.StartsWith(Base(""), StringComparison.OrdinalIgnoreCase))
            return null;
        var link = $"{Base(ClickRoute)}{new TrackingToken(location, message, trimmed).Write(keys)}?{TrackedHtml.TargetField}={Uri.EscapeDataString(trimmed)}";
        return link.Length <= MaxLength ? link : null;
    }

    public TrackingToken? ReadPicture(string token) => TrackingToken.Read(keys, token, null);

    /// <summary>Null unless we wrote this very link, so that nobody can make us lead anywhere else.</summary>
    public TrackingToken? ReadLink(string token, string? target) =>
        target is { Length: <= MaxLength } && Uri.TryCreate(target, UriKind.Absolute, out var uri) && IsWeb(uri) ? TrackingToken.Read(keys, token, target) : null;

    /// <summary>A target as the header Location has it: all of it in ASCII (RFC 3986, RFC 5891).</summary>
    public static string LocationOf(string target)
    {
        var uri = new Uri(target);
        return uri.Host == uri.IdnHost ? uri.AbsoluteUri : new UriBuilder(uri) { Host = uri.IdnHost }.Uri.AbsoluteUri;
    }

    /// <summary>How our own marks begin, for taking them out of what is shown.</summary>
    public TrackedHtml Marks => new(Base(OpenRoute), Base(ClickRoute));

    // A host name that only some parsers read alike is left alone.
    private static bool IsWeb(Uri uri) => (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.Host.Length > 0;

    private string Base(string route) => $"{options.Value.PublicBaseUrl.TrimEnd('/')}/api/{route}{(route.Length == 0 ? "" : "/")}";
}
