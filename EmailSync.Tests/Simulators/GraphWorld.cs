using System.Text.Json.Nodes;
using EmailSync.Simulators;
using EmailSync.Simulators.Microsoft;
using EmailSync.Simulators.Microsoft.Graph;
using EmailSync.Simulators.Time;

namespace EmailSync.Tests.Simulators;

/// <summary>A simulated world whose Microsoft port takes an address for an access token: what is tested is the mailbox, not sign-in.</summary>
internal sealed class GraphWorld : IAsyncDisposable
{
    public static readonly string[] Everything = ["User.Read", "Mail.ReadWrite", "Mail.Send"];

    private readonly Changes changes = new();

    private GraphWorld(TestWorld world) => World = world;

    public TestWorld World { get; }

    public ControlledClock Clock => World.Clock;

    public MicrosoftSimulator Microsoft => World.Host.Microsoft;

    /// <summary>What observers were told, in order.</summary>
    public IReadOnlyList<(string Address, GraphChange Change)> Seen
    {
        get
        {
            lock (changes)
                return [.. changes.All];
        }
    }

    public static async Task<GraphWorld> StartAsync(ISimulatorEvents? events = null, string[]? scopes = null)
    {
        var world = new GraphWorld(await TestWorld.StartAsync(events: events));
        world.Microsoft.Authentication = new AddressIsToken(world.Microsoft, scopes ?? Everything);
        world.Microsoft.Observer = world.changes;
        return world;
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    public GraphUser User(string address, bool immutableIds = false, MicrosoftAccountType type = MicrosoftAccountType.Work)
    {
        if (Microsoft.FindAccount(address) is null)
            Microsoft.AddAccount(address, "Ana", type);
        return new GraphUser(this, address, immutableIds);
    }

    public static JsonArray Values(JsonObject page) => page["value"]!.AsArray();

    public static string[] Texts(JsonObject page, string name) => [.. Values(page).Select(entry => entry![name]!.GetValue<string>())];

    private sealed class Changes : IGraphObserver
    {
        public List<(string Address, GraphChange Change)> All { get; } = [];

        public void Changed(GraphMailbox mailbox, GraphChange change)
        {
            lock (this)
                All.Add((mailbox.Address, change));
        }

        public void Arrived(GraphMailbox mailbox, string messageId)
        {
        }
    }

    private sealed class AddressIsToken(MicrosoftSimulator microsoft, string[] scopes) : IGraphAuthentication
    {
        public GraphCaller Authenticate(string? authorization) =>
            authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true && microsoft.FindAccount(authorization["Bearer ".Length..]) is { } account
                ? new GraphCaller(account, "app", scopes.ToHashSet())
                : throw new GraphError(401, "InvalidAuthenticationToken", "Access token is empty.");

        public bool HasGrant(MicrosoftAccount account, string clientId) => true;
    }
}
