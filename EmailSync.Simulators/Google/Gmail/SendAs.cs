namespace EmailSync.Simulators.Google.Gmail;

/// <summary>A From address of an account; only verified ones may be used.</summary>
/// <param name="Receives">Mail for it arrives in this mailbox.</param>
public sealed record SendAs(string Address, string DisplayName, bool Verified, bool IsPrimary, bool IsDefault, bool Receives);
