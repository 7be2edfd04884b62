using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Sending.Batches;

/// <summary>The requests that a batch stands for.</summary>
internal static class BatchMails
{
    /// <summary>No key of the CRM begins so: there are no control characters in them.</summary>
    private const char OurKeys = '\u0001';

    /// <summary>A mail of the batch, as if it had been asked for by itself.</summary>
    public static SendRequest Request(Batch batch, BatchShared shared, IReadOnlyList<OutgoingAttachment> attachments, int index, BatchMail mail) => new(
        batch.Location,
        KeyOf(batch, index),
        batch.BodyHash,
        batch.User,
        new ContactId(mail.Contact),
        shared.From,
        [],
        [],
        mail.Subject ?? shared.Subject,
        mail.Html ?? (mail.Text is null ? shared.Html : null),
        mail.Text ?? (mail.Html is null ? shared.Text : null),
        attachments,
        ReplyTo: null,
        SendAt: null)
    {
        Kind = batch.Kind,
        ReplyToAddress = shared.ReplyTo,
    };

    public static string KeyOf(Batch batch, int index) => FormattableString.Invariant($"{OurKeys}{batch.Token}/{index}");

    /// <summary>As far as the choice of the sender goes, all mails of a batch are this one.</summary>
    public static SendRequest Request(BatchRequest request) => new(
        request.Location, request.IdempotencyKey, request.BodyHash, request.User, default, request.From, [], [], request.Subject, request.Html, request.Text, [], null, null)
    {
        Kind = request.Kind,
    };
}
