using System.Text.RegularExpressions;

namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>What a subscription watches, as it was written and as it was understood.</summary>
/// <param name="FolderId">The one folder; null for the whole mailbox, drafts and sent mail included.</param>
internal sealed partial record SubscriptionResource(string Written, string? FolderId)
{
    public static SubscriptionResource Parse(string written, GraphCaller caller)
    {
        if (written.Contains('?', StringComparison.Ordinal))
            throw new GraphError(400, "ExtensionError", "Query options in resource are not modelled here.");
        var match = Form().Match(written.Trim('/'));
        if (!match.Success)
            throw new GraphError(400, "ExtensionError", $"The resource '{written}' is not supported: use me/messages or me/mailFolders('…')/messages.");
        var user = match.Groups["user"] is { Success: true } group ? Uri.UnescapeDataString(group.Value) : null;
        if (user is not null && !IsOwn(user, caller.Account))
            throw new GraphError(403, "ErrorAccessDenied", "Access is denied. Subscriptions with delegated permissions reach one's own mailbox only.");
        if (match.Groups["folder"] is not { Success: true } folder)
            return new SubscriptionResource(written, null);
        var mailbox = caller.Account.Mailbox;
        return new SubscriptionResource(written, mailbox.Read(() => mailbox.Folder(Uri.UnescapeDataString(folder.Value))).Id);
    }

    private static bool IsOwn(string user, MicrosoftAccount account) =>
        user.Equals(account.ObjectId, StringComparison.OrdinalIgnoreCase) || user.Equals(account.Address, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"^(me|users/(?<user>[^/()']+)|users\('(?<user>[^/()']+)'\))(/mailfolders(/(?<folder>[^/()']+)|\('(?<folder>[^/()']+)'\)))?/messages$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
