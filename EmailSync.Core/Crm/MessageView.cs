using EmailSync.Core.Conversations;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Crm;

/// <summary>A message as the CRM sees it, in answers and in webhooks.</summary>
public sealed record MessageView
{
    public required string Id { get; init; }

    /// <summary>The contact: a conversation is all mail with one contact in one location.</summary>
    public required string ConversationId { get; init; }

    public required string ThreadId { get; init; }
    public required Direction Direction { get; init; }

    public required MessageKind Kind { get; init; }

    public required MessageOrigin Origin { get; init; }
    public required MessageVia Via { get; init; }
    public required MessageStatus Status { get; init; }
    public string? Failure { get; init; }

    /// <summary>When the provider took in the first report that it could not be delivered; absent unless it bounced.</summary>
    public DateTimeOffset? BouncedAt { get; init; }

    /// <summary>The recipients whom it did not reach; absent unless it bounced.</summary>
    public IReadOnlyList<UndeliveredView>? Undelivered { get; init; }

    /// <summary>Absent for a mail that is not tracked.</summary>
    public TrackingView? Tracking { get; init; }

    public AddressView? From { get; init; }
    public required IReadOnlyList<AddressView> To { get; init; }
    public required IReadOnlyList<AddressView> Cc { get; init; }
    public required IReadOnlyList<AddressView> Bcc { get; init; }
    public required string Subject { get; init; }
    public string? Text { get; init; }
    public string? QuotedText { get; init; }
    public string? Html { get; init; }

    /// <summary>Text and HTML were left out because they are too long for a webhook.</summary>
    public bool? Truncated { get; init; }

    public required DateTimeOffset SentAt { get; init; }
    public required bool Automatic { get; init; }
    public required IReadOnlyList<MailAttachment> Attachments { get; init; }
    public required IReadOnlyList<MailboxStateView> Mailboxes { get; init; }
    /// <summary>As it stands in the header, in angle brackets; absent while a mail is not sent, or where it has none.</summary>
    public string? MessageIdHeader { get; init; }
    public ProviderView? Provider { get; init; }

    /// <summary>RFC 5322 section 3.6.4: the brackets are no part of the id, but of the header.</summary>
    public static string? HeaderForm(string? messageId) => messageId is null ? null : $"<{messageId}>";

    public static MessageView Of(SyncedMessage message, MailContent content) => new()
    {
        Id = message.Id.Value,
        ConversationId = message.Contact.Value,
        ThreadId = message.Thread.Value,
        Direction = message.Direction,
        Origin = message.Origin,
        Kind = message.Kind,
        Via = message.Via,
        Status = message.Status,
        Failure = message.Failure,
        BouncedAt = message.Undelivered is [var earliest, ..] ? earliest.At : null,
        Undelivered = message.Undelivered.Count == 0 ? null : [.. message.Undelivered.Select(UndeliveredView.Of)],
        Tracking = message.Tracking is { } tracking ? TrackingView.Of(tracking) : null,
        From = message.From is { } from ? AddressView.Of(from) : null,
        To = [.. message.To.Select(AddressView.Of)],
        Cc = [.. message.Cc.Select(AddressView.Of)],
        Bcc = [.. message.Bcc.Select(AddressView.Of)],
        Subject = message.Subject,
        Text = content.Text,
        QuotedText = content.QuotedText,
        Html = content.Html,
        SentAt = message.SentAt,
        Automatic = message.Automatic,
        Attachments = message.Attachments,
        Mailboxes = [.. message.Copies.Select(MailboxStateView.Of)],
        MessageIdHeader = HeaderForm(message.MessageIdHeader),
        Provider = message.Copies is [var first, ..]
            ? new ProviderView(first.Provider, first.ProviderMessage.Value, first.ProviderThread.Value)
            : null,
    };
}
