namespace EmailSync.Core.Crm;

/// <summary>What stands in a location's log behind a place.</summary>
/// <param name="HasGap">Events behind that place are no longer kept: the reader has missed some.</param>
public sealed record EventPage(IReadOnlyList<LoggedEvent> Events, bool HasGap);
