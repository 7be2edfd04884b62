using EmailSync.Core.Directory;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>What a webhook becomes that the CRM puts. Pure.</summary>
public static class WebhookRotation
{
    /// <summary>As long the former secret signs beside the new one, so that the CRM can change over without missing anything.</summary>
    public static readonly TimeSpan FormerKept = TimeSpan.FromHours(24);

    /// <param name="before">As it stands, or null.</param>
    /// <param name="protectedSecret">The secret from now on.</param>
    /// <param name="isNew">It is another one than before.</param>
    /// <returns>Told again, if it had been disabled.</returns>
    public static WebhookTarget Next(WebhookTarget? before, string url, string protectedSecret, bool isNew, DateTimeOffset now)
    {
        var next = new WebhookTarget(url, protectedSecret) { SetAt = now };
        if (before is not null && isNew)
            return next with { FormerSecret = before.ProtectedSecret, FormerUntil = now + FormerKept };
        return before?.FormerUntil > now ? next with { FormerSecret = before.FormerSecret, FormerUntil = before.FormerUntil } : next;
    }
}
