using EmailSync.Core.Providers;

namespace EmailSync.Core.Storage;

/// <param name="Version">Names this state of the cursor; a commit is refused under any other.</param>
public sealed record StoredCursor(FeedCursor Cursor, string Version);
