using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Access;

/// <summary>A key of a location as it is stored.</summary>
/// <param name="Id">As in <see cref="LocationKeyText"/>.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="Secrets">The current one first, then former ones that may still be valid; empty when the key is revoked.</param>
public sealed record LocationKey(string Id, LocationId Location, string Name, DateTimeOffset CreatedAt, IReadOnlyList<StoredSecret> Secrets)
{
    /// <summary>So many former secrets are remembered: a call to rotate whose answer was lost is repeated, and must not end what is in use.</summary>
    private const int MostFormer = 10;

    public static readonly TimeSpan UsualOverlap = TimeSpan.FromDays(1);

    /// <summary>How old the note of the last use may become: it costs a write.</summary>
    public static readonly TimeSpan UseNotedEvery = TimeSpan.FromHours(1);

    /// <summary>Within <see cref="UseNotedEvery"/>; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Until when a former secret is valid, if one is.</summary>
    public DateTimeOffset? FormerValidUntil(DateTimeOffset now) => Secrets.Max(s => s.ValidUntil) is { } until && until > now ? until : null;

    public bool Accepts(LocationKeyText offered, DateTimeOffset now)
    {
        var hash = Encoding.ASCII.GetBytes(offered.Hash);
        var accepted = false;

        // Every one is compared, so that the time does not tell which it was.
        foreach (var secret in Secrets)
            accepted |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(secret.Hash), hash) & (secret.ValidUntil is null || secret.ValidUntil > now);
        return accepted;
    }

    /// <summary>The overlap bounds every former secret, so that none ends behind a shorter one that was asked for later.</summary>
    public LocationKey Rotated(string hash, TimeSpan overlap, DateTimeOffset now)
    {
        var end = now + overlap;
        var former = Secrets
            .Select(s => s with { ValidUntil = s.ValidUntil is { } until && until < end ? until : end })
            .Where(s => s.ValidUntil > now)
            .Take(MostFormer);
        return this with { Secrets = [new StoredSecret(hash, null), .. former], RotatedAt = now };
    }

    public LocationKey Revoked(DateTimeOffset now) => RevokedAt is null ? this with { Secrets = [], RevokedAt = now } : this;

    /// <summary>The same where the note is fresh enough.</summary>
    public LocationKey Used(DateTimeOffset now) => LastUsedAt is { } last && now - last < UseNotedEvery ? this : this with { LastUsedAt = now };
}
