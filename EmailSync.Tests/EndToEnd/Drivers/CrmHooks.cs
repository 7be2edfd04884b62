using System.Net.Http.Json;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>The CRM's end of the webhooks: the sink at an address.</summary>
internal sealed class CrmHooks(Uri sink)
{
    public Uri Address(string name) => new(sink, $"hooks/{name}");

    public async Task<IReadOnlyList<CrmHookSeen>> ReceivedAsync(string name, CancellationToken cancellationToken) =>
        (await Web.Http.GetFromJsonAsync<IReadOnlyList<CrmHookSeen>>(Address(name), cancellationToken))!;
}
