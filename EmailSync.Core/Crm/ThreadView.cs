namespace EmailSync.Core.Crm;

/// <summary>A thread in an event of the CRM.</summary>
/// <param name="ConversationId">The contact in whose conversation it is.</param>
public sealed record ThreadView(string ThreadId, string ConversationId);
