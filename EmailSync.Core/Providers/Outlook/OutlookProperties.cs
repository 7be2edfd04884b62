using Microsoft.Graph.Models;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// Exchange's own names of what Graph does not show of one's own mail. A MIME header <c>X-…</c> becomes a named property of the internet headers'
/// set; in which letters its name is kept differs, and a filter tells them apart.
/// </summary>
internal static class OutlookProperties
{
    private const string InReplyToId = "String 0x1042";
    private const string ReferencesId = "String 0x1039";
    private const string HeaderSet = "String {00020386-0000-0000-C000-000000000046} Name ";

    /// <summary>Our mark under the name that Exchange's own conversion writes, then as it stands in the MIME.</summary>
    public static IReadOnlyList<string> TokenIds { get; } = [HeaderSet + "x-emailsync-send", HeaderSet + "X-EmailSync-Send"];

    public static string Expand { get; } = "singleValueExtendedProperties($filter="
        + string.Join(" or ", ((string[])[InReplyToId, ReferencesId, .. TokenIds]).Select(id => $"id eq '{id}'")) + ")";

    public static string? InReplyTo(Message message) => Find(message, [InReplyToId]);

    public static string? References(Message message) => Find(message, [ReferencesId]);

    public static string? SendToken(Message message) => Find(message, TokenIds);

    public static SingleValueLegacyExtendedProperty Token(string value) => new() { Id = TokenIds[0], Value = value };

    // Graph may write the GUID in other letters than it was asked in.
    private static string? Find(Message message, IReadOnlyList<string> ids) => message.SingleValueExtendedProperties?
        .FirstOrDefault(property => property.Value is { Length: > 0 } && ids.Contains(property.Id, StringComparer.OrdinalIgnoreCase))?.Value;
}
