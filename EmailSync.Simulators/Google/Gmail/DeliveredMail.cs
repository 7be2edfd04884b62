namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Where a mail came to lie in a mailbox.</summary>
/// <param name="MessageIdHeader">As it stands in the stored copy, with brackets; null when the mail has none.</param>
public sealed record DeliveredMail(string Id, string ThreadId, string? MessageIdHeader);
