using EmailSync.Core.Mail;

namespace EmailSync.Core.Sync;

/// <summary>What a location keeps of a mail.</summary>
/// <param name="Content">Its attachments say which of them are left out.</param>
/// <param name="Mime">As the provider gave it.</param>
public sealed record KeptMail(MailContent Content, ReadOnlyMemory<byte> Mime)
{
    /// <summary>Nothing is left out, so that the MIME itself may be kept.</summary>
    public bool IsWhole => Content.Attachments.All(attachment => attachment.OmittedReason is null);
}
