using EmailSync.Functions.Http;

namespace EmailSync.Functions.Directory;

/// <summary>What a contact may be, however it is given.</summary>
internal static class ContactChecks
{
    // Storage holds no time before 1601, and no contact is as old.
    private static readonly DateTimeOffset earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Check(FieldChecks check, string? name, IReadOnlyList<string>? emails, string? assignedTo, DateTimeOffset? createdAt)
    {
        check.Text("name", name, required: false, Limits.Name);
        check.Emails("emails", emails, Limits.Emails);
        check.Id("assignedTo", assignedTo, required: false);
        check.That("createdAt", createdAt is null || createdAt >= earliest, "A time since 1900.");
    }
}
