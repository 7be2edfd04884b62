namespace EmailSync.Core.Sending.Batches;

/// <summary>A place in a batch: whose mail it is.</summary>
/// <param name="Own">Where what the mail has of its own is kept; null where all of it is the batch's.</param>
public sealed record BatchPlace(string Contact, string? Own);
