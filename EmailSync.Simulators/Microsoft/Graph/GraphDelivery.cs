namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Where a mail came to lie in a mailbox.</summary>
/// <param name="Id">The default id, which changes with the folder.</param>
/// <param name="MessageIdHeader">As it stands in the stored copy, with brackets; null when the mail has none.</param>
public sealed record GraphDelivery(string Id, string ImmutableId, string ConversationId, string? MessageIdHeader);
