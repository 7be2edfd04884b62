namespace EmailSync.Core.Crm;

/// <summary>What a test event tells.</summary>
/// <param name="Note">For people.</param>
public sealed record WebhookTestView(string Note);
