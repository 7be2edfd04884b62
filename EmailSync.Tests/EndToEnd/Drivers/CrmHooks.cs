using System.Net.Http.Json;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>The CRM's end of the webhooks: the sink at an address.</summary>
internal sealed class CrmHooks(Uri sink)
{
    public Uri Address(string name) => new(sink, $"hooks/{name}");

    /// <summary>The next webhooks of this name are answered so; without a number until another order.</summary>
    public async Task AnswersAsync(string name, int status, int? times, CancellationToken cancellationToken)
    {
        using var answer = await Web.Http.PostAsJsonAsync(new Uri(sink, $"_control/hooks/{name}"), new { status, times }, Crm.Json, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<IReadOnlyList<CrmHookSeen>> ReceivedAsync(string name, CancellationToken cancellationToken) =>
        (await Web.Http.GetFromJsonAsync<IReadOnlyList<CrmHookSeen>>(Address(name), cancellationToken))!;
}
