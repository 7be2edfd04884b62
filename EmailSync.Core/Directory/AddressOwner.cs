namespace EmailSync.Core.Directory;

/// <summary>A contact as the address index knows it: enough for R11 and R21 without reading the contact.</summary>
public sealed record AddressOwner(ContactId Contact, UserId? AssignedTo, DateTimeOffset CreatedAt);
