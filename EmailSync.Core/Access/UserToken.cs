using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Access;

/// <summary>
/// R3: lets a browser act as one user for a short time. It carries its own proof, so that nothing is stored for it (docs/decisions/0039-user-tokens.md).
/// </summary>
/// <param name="ExpiresAt">In whole seconds.</param>
public sealed record UserToken(LocationId Location, UserId User, TokenScopes Scopes, DateTimeOffset ExpiresAt)
{
    public const string Prefix = "eut_";

    private const int MaxLength = 500;

    // The year 9999, the last that a time can have.
    private const long MaxSeconds = 253_402_300_799;

    // No id of the CRM has one.
    private const char Separator = '/';

    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(15);

    public string Write(TableKeys keys)
    {
        var said = string.Join(
            Separator,
            ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ((int)Scopes).ToString(CultureInfo.InvariantCulture),
            Location.Value,
            User.Value);
        return Prefix + keys.UserTokenProof(said) + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(said));
    }

    /// <summary>Null for anything that was not written by <see cref="Write"/> under our key. It may have expired.</summary>
    public static UserToken? Read(TableKeys keys, string text)
    {
        const int start = 4 + KeyHasher.Length;
        if (text.Length is <= start or > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(start)))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(start))).Split(Separator);
        if (parts.Length != 4
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var scopes) || expires > MaxSeconds
            || !CrmId.IsValid(parts[2]) || !CrmId.IsValid(parts[3]))
            return null;
        var token = new UserToken(new LocationId(parts[2]), new UserId(parts[3]), (TokenScopes)scopes, DateTimeOffset.FromUnixTimeSeconds(expires));

        // Compared as it would be written: one token has one spelling.
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token.Write(keys)), Encoding.UTF8.GetBytes(text)) ? token : null;
    }
}
