namespace EmailSync.Core.Conversations;

/// <summary>A link of a tracked mail that somebody has followed (R38).</summary>
/// <param name="Url">Where it leads, as it stood in the mail.</param>
public sealed record ClickedLink(string Url, int Clicks, DateTimeOffset FirstAt, DateTimeOffset LastAt);
