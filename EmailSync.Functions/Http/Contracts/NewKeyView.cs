using EmailSync.Core.Access;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Key">Shown this once.</param>
/// <param name="FormerValidUntil">After a rotation: until when the secret before it is accepted; absent where it is not any more.</param>
public sealed record NewKeyView(string Id, string Name, string Key, DateTimeOffset CreatedAt, DateTimeOffset? FormerValidUntil)
{
    public static NewKeyView Of(LocationKey key, LocationKeyText text, DateTimeOffset now) =>
        new(key.Id, key.Name, text.Write(), key.CreatedAt, key.FormerValidUntil(now));

    /// <summary>Never the key, wherever it is printed by mistake.</summary>
    public override string ToString() => Id;
}
