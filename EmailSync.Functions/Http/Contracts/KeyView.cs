using EmailSync.Core.Access;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Id">The part of the key that is no secret.</param>
/// <param name="LastUsedAt">Within an hour; absent for never.</param>
/// <param name="FormerValidUntil">Until when the secret before the last rotation is accepted; absent where it is not.</param>
public sealed record KeyView(
    string Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? FormerValidUntil,
    DateTimeOffset? RevokedAt)
{
    public static KeyView Of(LocationKey key, DateTimeOffset now) =>
        new(key.Id, key.Name, key.CreatedAt, key.LastUsedAt, key.RotatedAt, key.FormerValidUntil(now), key.RevokedAt);
}
