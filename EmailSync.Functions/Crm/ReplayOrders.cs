using EmailSync.Core.Crm.Webhooks;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Crm;

/// <summary>Orders to tell again between JSON and those who carry them out.</summary>
internal static class ReplayOrders
{
    private const int MaxTypes = 20;

    /// <exception cref="ApiException">400: something is wrong.</exception>
    public static ReplayOrder Read(ReplayBody body)
    {
        var check = new FieldChecks();
        check.That("since", body.Since is { } since && WebhookQuery.IsKeepable(since), "A time in ISO 8601.");
        check.That("until", body.Until is { } until && WebhookQuery.IsKeepable(until) && !(body.Until < body.Since), "A time in ISO 8601, not before since.");
        check.That("types", body.Types is null || (body.Types.Count <= MaxTypes && body.Types.All(Enum.IsDefined)), $"At most {MaxTypes} types of events.");
        check.Done();
        return new ReplayOrder(body.Since!.Value.ToUniversalTime(), body.Until!.Value.ToUniversalTime(), [.. (body.Types ?? []).Distinct().Order()]);
    }
}
