namespace EmailSync.Core.Mail;

/// <summary>What a part that is no body is to its mail.</summary>
public enum AttachmentRole
{
    /// <summary>A file that somebody attached.</summary>
    File,

    /// <summary>A picture in the text.</summary>
    InlineImage,

    /// <summary>The outside or the signature of signed, encrypted or TNEF mail.</summary>
    Container,

    /// <summary>Mail in itself: a forwarded or reported message, a report on delivery, an invitation. Not so when a client has attached it as a file.</summary>
    PartOfMail,
}
