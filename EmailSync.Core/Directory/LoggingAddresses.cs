using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Directory;

/// <summary>
/// Logging addresses (R14): one per location and user, a keyed hash in the domain that the installation keeps for them, so that nobody can guess one
/// or tell from it whose it is. There are none where no domain is set.
/// </summary>
public sealed class LoggingAddresses
{
    private const string Prefix = "log-";
    private const int Window = 32 * 1024;

    /// <summary>No address is longer than this, so that none is cut by the end of a window.</summary>
    private const int Overlap = 320;

    private readonly KeyHasher hasher;
    private readonly string domain;
    private readonly Regex? anywhere;

    public LoggingAddresses(KeyHasher hasher, IOptions<EmailSyncOptions> options)
    {
        this.hasher = hasher;
        domain = options.Value.LoggingAddressDomain.Trim().ToLowerInvariant();
        if (domain.Length > 0)
        {
            anywhere = new Regex(
                $"{Prefix}[0-9a-v]{{{KeyHasher.Length}}}@{Regex.Escape(domain)}",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
    }

    /// <summary>The user's logging address in this location, or null where the installation has none.</summary>
    public string? Of(LocationId location, UserId user) =>
        domain.Length == 0 ? null : $"{Prefix}{hasher.Hash("logging-address", location.Value, user.Value)}@{domain}";

    /// <summary>The installation has any.</summary>
    public bool Exist => anywhere is not null;

    /// <summary>Somebody's logging address, whosever: never a contact, never shown.</summary>
    public bool IsOne(string address) =>
        anywhere is not null && EmailAddress.TryParse(address, out var parsed)
        && anywhere.Match(parsed.MatchKey) is { Success: true } match && match.Length == parsed.MatchKey.Length;

    /// <summary>Whether the address is this one, whatever its case.</summary>
    public static bool Same(string address, string loggingAddress) =>
        EmailAddress.TryParse(address, out var one) && EmailAddress.TryParse(loggingAddress, out var other) && one == other;

    public IReadOnlyList<MailAddress> Without(IReadOnlyList<MailAddress> addresses) =>
        anywhere is not null && addresses.Any(a => IsOne(a.Address)) ? [.. addresses.Where(a => !IsOne(a.Address))] : addresses;

    /// <summary>The content with every logging address taken out of it: clients write recipients into the history that they quote.</summary>
    public MailContent Without(MailContent content) => anywhere is null
        ? content
        : content with
        {
            Text = anywhere.Replace(content.Text, ""),
            QuotedText = anywhere.Replace(content.QuotedText, ""),
            Html = content.Html is { } html ? anywhere.Replace(html, "") : null,
        };

    /// <summary>Whether a logging address can be read out of raw mail as it stands, its encoded parts aside. Looks at a window at a time: mail may be large.</summary>
    public bool StandsIn(ReadOnlyMemory<byte> mime)
    {
        if (anywhere is null)
            return false;
        var window = ArrayPool<char>.Shared.Rent(Window);
        try
        {
            for (var start = 0; start < mime.Length; start += Window - Overlap)
            {
                var count = Encoding.Latin1.GetChars(mime.Span.Slice(start, Math.Min(Window, mime.Length - start)), window);
                if (anywhere.IsMatch(window.AsSpan(0, count)))
                    return true;
            }
            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(window);
        }
    }
}
