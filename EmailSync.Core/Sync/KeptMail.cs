using EmailSync.Core.Mail;

namespace EmailSync.Core.Sync;

/// <summary>What a location keeps of a mail.</summary>
/// <param name="Content">Its attachments say which of them are left out.</param>
/// <param name="Mime">As the provider gave it.</param>
/// <param name="KeepsMime">The MIME itself may be kept: nothing is left out of it, and nothing in it has to be hidden.</param>
public sealed record KeptMail(MailContent Content, ReadOnlyMemory<byte> Mime, bool KeepsMime);
