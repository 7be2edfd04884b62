using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>A location of a test's own: user Ana with a connected Gmail, contact Ben with a Gmail of his own.</summary>
internal sealed record Desk(CrmLocation Location, string Ana, string Ben)
{
    public static async Task<Desk> OpenAsync(EndToEndWorld world, string name, CancellationToken cancellationToken)
    {
        var desk = new Desk(world.Crm.Location(name), $"ana@{name}.example", $"ben@{name}.test");
        await world.Gmail.HasAccountAsync(desk.Ana, cancellationToken);
        await world.Gmail.HasAccountAsync(desk.Ben, cancellationToken);
        await desk.Location.OpensAsync(cancellationToken);
        await desk.Location.HasUserAsync("ana", desk.Ana, cancellationToken);
        await desk.Location.HasContactAsync("ben", desk.Ben, cancellationToken, assignedTo: "ana");
        await desk.Location.ConnectsAsync("ana", desk.Ana, cancellationToken);
        return desk;
    }
}
