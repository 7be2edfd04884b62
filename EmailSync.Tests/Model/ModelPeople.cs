namespace EmailSync.Tests.Model;

/// <summary>Everybody in the world, in plain lists.</summary>
internal sealed class ModelPeople
{
    public List<ModelLocation> Locations { get; } = [];

    public List<ModelUser> Users { get; } = [];

    public List<ModelMailbox> Mailboxes { get; } = [];

    public List<ModelConnection> Connections { get; } = [];

    public List<ModelContact> Contacts { get; } = [];

    /// <summary>People nobody knows.</summary>
    public List<string> Strangers { get; } = [];

    /// <summary>R15: users' addresses and aliases, and whatever a mailbox connected in the location can send as.</summary>
    public bool IsInternal(ModelLocation location, string address) =>
        Users.Where(u => u.Location == location).SelectMany(u => u.Addresses)
            .Concat(Connections.Where(c => c.Location == location).SelectMany(c => c.Mailbox.Addresses))
            .Any(own => SameAddress.Are(own, address));

    /// <summary>R21: all who have the address, the one it belongs to first.</summary>
    public IReadOnlyList<ModelContact> Owners(ModelLocation location, string address) =>
        [.. Contacts.Where(c => c.Location == location && c.Emails.Any(e => SameAddress.Are(e, address)))
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id, StringComparer.Ordinal)];
}

internal sealed record ModelLocation(string Id)
{
    /// <summary>R11 for Gmail and Outlook: "always", "multiLocation" or "never".</summary>
    public string GmailAssignment { get; init; } = "multiLocation";

    public string OutlookAssignment { get; init; } = "never";

    /// <summary>R16.</summary>
    public bool OutlookTwoWaySync { get; init; } = true;

    /// <summary>R24: "skipMessage", "syncWithout" or "store".</summary>
    public string OversizedAttachments { get; init; } = "skipMessage";
}

internal sealed record ModelUser(ModelLocation Location, string Id, IReadOnlyList<string> Addresses);

internal sealed record ModelMailbox(string Address, bool IsGmail, IReadOnlyList<string> SendAs)
{
    public IEnumerable<string> Addresses => [Address, .. SendAs];
}

/// <param name="LoggingAddress">R14; empty where the world has none.</param>
internal sealed record ModelConnection(ModelLocation Location, string User, ModelMailbox Mailbox, DateTimeOffset ConnectedAt, string LoggingAddress);

/// <summary>A contact; those that R14 made have no id of the CRM's.</summary>
internal sealed class ModelContact(ModelLocation location, string id, IReadOnlyList<string> emails, string? assignedTo, DateTimeOffset createdAt)
{
    public ModelLocation Location { get; } = location;

    public string Id { get; } = id;

    public IReadOnlyList<string> Emails { get; } = emails;

    public string? AssignedTo { get; } = assignedTo;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public List<string> FollowedBy { get; } = [];

    /// <summary>R14 made it.</summary>
    public bool MadeByLogging { get; init; }

    public bool BelongsTo(string user) => AssignedTo == user || FollowedBy.Contains(user);

    public override string ToString() => $"{Location.Id}/{Id}";
}
