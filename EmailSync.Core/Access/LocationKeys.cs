using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Access;

/// <summary>Makes, changes and tries keys of locations (docs/decisions/0038-keys-of-locations.md). Nothing is kept in memory: what is revoked is so at the next call, everywhere.</summary>
public sealed partial class LocationKeys(LocationKeyStore store, TimeProvider time, ILogger<LocationKeys> logger)
{
    /// <summary>Of one location, revoked ones included as long as there is room.</summary>
    public const int Most = 50;

    /// <summary>Null when the location has as many as it may.</summary>
    public async Task<(LocationKey Key, LocationKeyText Text)?> CreateAsync(LocationId location, string name, CancellationToken cancellationToken)
    {
        if (!await MakeRoomAsync(location, cancellationToken))
            return null;
        while (true)
        {
            var text = LocationKeyText.New(store.PartitionOf(location));
            var key = new LocationKey(text.Id, location, name, time.GetUtcNow(), [new StoredSecret(text.Hash, null)]);
            if (!await store.InsertAsync(key, cancellationToken))
                continue;
            LogCreated(logger, key.Id);
            return (key, text);
        }
    }

    public async Task<KeyRotated> RotateAsync(LocationId location, string id, TimeSpan overlap, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(location, id, cancellationToken) is var (key, version))
        {
            if (key.RevokedAt is not null)
                return new KeyRotated.Revoked();
            var text = new LocationKeyText(id, "").WithNewSecret();
            var rotated = key.Rotated(text.Hash, overlap, time.GetUtcNow());
            if (!await store.ReplaceAsync(rotated, version, cancellationToken))
                continue;
            LogRotated(logger, id);
            return new KeyRotated.Done(rotated, text);
        }
        return new KeyRotated.Unknown();
    }

    /// <summary>False when the location has no such key. May be repeated.</summary>
    public async Task<bool> RevokeAsync(LocationId location, string id, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(location, id, cancellationToken) is var (key, version))
        {
            if (key.RevokedAt is not null)
                return true;
            if (!await store.ReplaceAsync(key.Revoked(time.GetUtcNow()), version, cancellationToken))
                continue;
            LogRevoked(logger, id);
            return true;
        }
        return false;
    }

    /// <summary>The key, where it is one and valid. One read; and a write where its use was noted too long ago.</summary>
    public async Task<LocationKey?> TryAsync(LocationKeyText offered, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await store.FindAsync(offered.Id, cancellationToken) is not var (key, version) || !key.Accepts(offered, now))
            return null;

        // Whoever else changes the row now may be revoking it: their word counts, and the note is made by the next call.
        if (key.Used(now) is var used && used != key)
            await store.ReplaceAsync(used, version, cancellationToken);
        return key;
    }

    /// <summary>The key that was revoked first gives way to a new one.</summary>
    private async Task<bool> MakeRoomAsync(LocationId location, CancellationToken cancellationToken)
    {
        var keys = await store.ListAsync(location, after: null, Most, cancellationToken);
        if (keys.Count < Most)
            return true;
        if (keys.Where(k => k.RevokedAt is not null).MinBy(k => k.RevokedAt) is not { } first)
            return false;
        await store.RemoveAsync(first, cancellationToken);
        return true;
    }

    [LoggerMessage(1021, LogLevel.Information, "Key {Key} was created")]
    private static partial void LogCreated(ILogger logger, string key);

    [LoggerMessage(1022, LogLevel.Information, "Key {Key} has a new secret")]
    private static partial void LogRotated(ILogger logger, string key);

    [LoggerMessage(1023, LogLevel.Information, "Key {Key} was revoked")]
    private static partial void LogRevoked(ILogger logger, string key);
}
