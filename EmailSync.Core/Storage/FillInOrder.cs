using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>Older mail about one address that is still to be looked up in one mailbox (B4).</summary>
/// <param name="Page">The page to be listed, or null for the first.</param>
/// <param name="Restarts">How often the provider did not know the page any more.</param>
/// <param name="Version">Names the stored row.</param>
public sealed record FillInOrder(string Key, LocationId Location, EmailAddress Address, string? Page, int Restarts, string Version);
