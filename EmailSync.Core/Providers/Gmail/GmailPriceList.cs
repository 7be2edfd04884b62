namespace EmailSync.Core.Providers.Gmail;

/// <summary>Google's prices per method in quota units. Projects that used the API between November 2025 and April 2026 keep the old ones.</summary>
public enum GmailPriceList
{
    New,
    Old,
}
