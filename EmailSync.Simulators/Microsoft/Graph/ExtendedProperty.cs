using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>MAPI properties by the ids that Graph gives them: a tag, or a name or number within a set.</summary>
internal static partial class ExtendedProperty
{
    public const string InReplyTo = "String 0x1042";
    public const string References = "String 0x1039";
    public const string MessageId = "String 0x1035";
    public const string ListUnsubscribe = "String 0x1045";
    public const string MessageFlags = "Integer 0xe07";
    public const string TransportHeaders = "String 0x7d";

    // The set whose names are those of internet headers.
    private const string HeaderPrefix = "String {00020386-0000-0000-c000-000000000046} Name ";

    private static readonly string[] types =
        ["ApplicationTime", "Binary", "Boolean", "CLSID", "Currency", "Double", "Float", "Integer", "Long", "Object", "Short", "String", "SystemTime"];

    /// <summary>One spelling of each id: GUIDs and tags without regard to case, names with it.</summary>
    public static string Canonical(string id)
    {
        if (Shape().Match(id.Trim()) is { Success: true } match
            && types.FirstOrDefault(known => known.Equals(match.Groups["type"].Value, StringComparison.OrdinalIgnoreCase)) is { } type)
        {
            if (match.Groups["tag"] is { Success: true, Value: var tag })
                return $"{type} 0x{int.Parse(tag, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture):x}";
            var set = match.Groups["set"].Value.ToLowerInvariant();
            return match.Groups["name"] is { Success: true, Value: var name }
                ? $"{type} {set} Name {name}"
                : $"{type} {set} Id 0x{int.Parse(match.Groups["number"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture):x}";
        }

        throw new GraphError(400, "ErrorInvalidExtendedPropertyId", "The extended property id is not valid.");
    }

    /// <summary>What an item has under a canonical id; null when it has nothing.</summary>
    public static string? Value(MessageItem item, string id)
    {
        if (item.Properties.TryGetValue(id, out var set))
            return set;
        switch (id)
        {
            case InReplyTo:
                return item.Content.InReplyTo;
            case References:
                return item.Content.References;
            case MessageId:
                return item.MessageIdHeader;
            case ListUnsubscribe:
                return item.Content.ListUnsubscribe;
            case MessageFlags:
                return Flags(item).ToString(CultureInfo.InvariantCulture);
            case TransportHeaders:
                return item.IsReceived ? string.Concat(item.Mail.Headers.Select(header => $"{header.Name}: {header.Value}\r\n")) : null;
        }

        if (item.IsReceived || HeaderName(id) is not { } name)
            return null;
        var found = item.Content.XHeaders.FirstOrDefault(candidate => candidate.Name == name);
        return found.Name is null ? null : found.Value;
    }

    /// <summary>The header that a named property stands for; null for any other property.</summary>
    public static string? HeaderName(string id) =>
        id.StartsWith(HeaderPrefix, StringComparison.Ordinal) && id[HeaderPrefix.Length..] is var name && name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
            ? name
            : null;

    private static int Flags(MessageItem item) =>
        (item.IsRead ? 0x1 : 0)
        | (item.IsSubmitted ? 0x4 : 0)
        | (item.IsDraft ? 0x8 : 0)
        | (item.Content.HasAttachments ? 0x10 : 0)
        | (item.IsReceived ? 0 : 0x20);

    [GeneratedRegex(
        @"^(?<type>[A-Za-z]+)\s+(?:0x(?<tag>[0-9a-f]{1,4})|(?<set>\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\})\s+(?:Name\s+(?<name>.{1,250})|Id\s+0x(?<number>[0-9a-f]{1,8})))$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Shape();
}
