namespace EmailSync.Simulators.Google.Gmail;

internal static class GmailScopeNames
{
    private const string Prefix = "https://www.googleapis.com/auth/";

    public static IReadOnlyDictionary<string, GmailScopes> All { get; } = new Dictionary<string, GmailScopes>(StringComparer.Ordinal)
    {
        ["https://mail.google.com/"] = GmailScopes.Mail,
        [Prefix + "gmail.modify"] = GmailScopes.Modify,
        [Prefix + "gmail.readonly"] = GmailScopes.ReadOnly,
        [Prefix + "gmail.metadata"] = GmailScopes.Metadata,
        [Prefix + "gmail.compose"] = GmailScopes.Compose,
        [Prefix + "gmail.send"] = GmailScopes.Send,
        [Prefix + "gmail.insert"] = GmailScopes.Insert,
        [Prefix + "gmail.labels"] = GmailScopes.Labels,
        [Prefix + "gmail.settings.basic"] = GmailScopes.SettingsBasic,
        [Prefix + "gmail.settings.sharing"] = GmailScopes.SettingsSharing,
    };

    public static GmailScopes Parse(IEnumerable<string> names) =>
        names.Aggregate(GmailScopes.None, (scopes, name) => scopes | All.GetValueOrDefault(name));
}
