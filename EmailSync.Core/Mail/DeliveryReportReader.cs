using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>What a delivery report says about the mail it is about (RFC 3464, and the header that Exim and Gmail write).</summary>
public sealed class DeliveryReportReader(MailContentExtractor extractor)
{
    private const int MaxRecipients = 100;

    /// <summary>Addresses that the mail could not be delivered to; empty where the report does not say, or is none.</summary>
    public IReadOnlyList<string> FailedRecipients(ReadOnlyMemory<byte> mime)
    {
        using var message = extractor.Load(mime, out _);
        if (message is null)
            return [];
        var inHeader = message.Headers["X-Failed-Recipients"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var inStatus = message.BodyParts.OfType<MessageDeliveryStatus>().SelectMany(part => part.StatusGroups).Select(RecipientOf).OfType<string>();
        return [.. inHeader.Concat(inStatus).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxRecipients)];
    }

    /// <summary>The address as the sender wrote it where the report keeps that, else the one that it ended at.</summary>
    private static string? RecipientOf(MimeKit.HeaderList group)
    {
        var field = group["Original-Recipient"] ?? group["Final-Recipient"];
        var semicolon = field?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        return semicolon < 0 ? null : field![(semicolon + 1)..].Trim(' ', '<', '>');
    }
}
