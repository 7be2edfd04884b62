using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>A location of a test's own: user Ana with a connected mailbox, contact Ben with a mailbox of his own.</summary>
/// <param name="AnasMail">Where Ana has hers.</param>
/// <param name="BensMail">Where Ben has his.</param>
internal sealed record Desk(CrmLocation Location, string Ana, string Ben, MailService AnasMail, MailService BensMail)
{
    /// <summary>Both are at Gmail, and the location has just this name.</summary>
    public static Task<Desk> OpenAsync(EndToEndWorld world, string name, CancellationToken cancellationToken) =>
        OpenAsync(world, Provider.Gmail, Provider.Gmail, name, cancellationToken);

    /// <summary>Both are at one provider, which the name of the location ends in: tests run for each share a world.</summary>
    public static Task<Desk> OpenAsync(EndToEndWorld world, string name, Provider both, CancellationToken cancellationToken) =>
        OpenAsync(world, both, both, $"{name}-{both.Word()}", cancellationToken);

    public static Task<Desk> OpenAsync(EndToEndWorld world, string name, Provider ana, Provider ben, CancellationToken cancellationToken) =>
        OpenAsync(world, ana, ben, $"{name}-{ana.Word()}-{ben.Word()}", cancellationToken);

    private static async Task<Desk> OpenAsync(
        EndToEndWorld world, Provider ana, Provider ben, string id, CancellationToken cancellationToken)
    {
        var desk = new Desk(world.Crm.Location(id), $"ana@{id}.example", $"ben@{id}.test", world.Mail(ana), world.Mail(ben));
        await desk.AnasMail.HasAccountAsync(desk.Ana, cancellationToken);
        await desk.BensMail.HasAccountAsync(desk.Ben, cancellationToken);
        await desk.Location.OpensAsync(cancellationToken);
        await desk.Location.HasUserAsync("ana", desk.Ana, cancellationToken);
        await desk.Location.HasContactAsync("ben", desk.Ben, cancellationToken, assignedTo: "ana");
        await desk.Location.ConnectsAsync("ana", desk.Ana, cancellationToken, ana);
        return desk;
    }
}
