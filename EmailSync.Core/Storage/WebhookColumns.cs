using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>A location's webhook in its row.</summary>
internal static class WebhookColumns
{
    public const string Url = "webhookUrl";
    public const string Secret = "webhookSecret";
    public const string FormerSecret = "webhookFormerSecret";
    public const string SetAt = "webhookSetAt";
    public const string DisabledAt = "webhookDisabledAt";
    public const string DisabledReason = "webhookDisabledReason";
    private const string FormerUntil = "webhookFormerUntil";

    public static WebhookTarget? Read(Row row) => row.String(Url) is not { } url ? null : new WebhookTarget(url, row.String(Secret) ?? "")
    {
        FormerSecret = row.String(FormerSecret),
        FormerUntil = row.Time(FormerUntil),
        SetAt = row.Time(SetAt),
        DisabledAt = row.Time(DisabledAt),
        DisabledReason = row.String(DisabledReason),
    };

    public static void Write(Row row, WebhookTarget? target)
    {
        row[Url] = target?.Url;
        row[Secret] = target?.ProtectedSecret;
        row[FormerSecret] = target?.FormerSecret;
        row[FormerUntil] = target?.FormerUntil;
        row[SetAt] = target?.SetAt;
        row[DisabledAt] = target?.DisabledAt;
        row[DisabledReason] = target?.DisabledReason;
    }
}
