namespace EmailSync.Core.Storage;

/// <summary>A user who has an address (R15).</summary>
/// <param name="Source">By what: <c>directory</c> for email and aliases, else the mailbox that is connected.</param>
internal sealed record AddressUserDocument(string User, string Source);
