using EmailSync.Core.Directory;

namespace EmailSync.Core.Crm;

/// <summary>Whose events a stream holds.</summary>
/// <param name="Contact">In whose conversation they are; null for a connection's.</param>
/// <param name="User">Whose connection they are about; null for a conversation's.</param>
public sealed record EventOwner(LocationId Location, ContactId? Contact, UserId? User);
