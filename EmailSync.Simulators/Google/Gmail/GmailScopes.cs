namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Sets of scopes, any of which admits a call.</summary>
[Flags]
internal enum GmailScopes
{
    None = 0,
    Mail = 1,
    Modify = 2,
    ReadOnly = 4,
    Metadata = 8,
    Compose = 16,
    Send = 32,
    Insert = 64,
    Labels = 128,
    SettingsBasic = 256,
    SettingsSharing = 512,

    Change = Mail | Modify,
    Read = Change | ReadOnly,
    ReadMetadata = Read | Metadata,
    Sending = Change | Compose | Send,
    Drafting = Change | Compose,
    ReadDrafts = Drafting | ReadOnly,
}
