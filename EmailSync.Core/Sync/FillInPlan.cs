using EmailSync.Core.Directory;

namespace EmailSync.Core.Sync;

/// <summary>Which change of a contact calls for older mail (B4). Pure.</summary>
public static class FillInPlan
{
    /// <summary>
    /// New addresses concern every mailbox of the location. An assignment changes the answer of R11 for the mail of the user it goes to, and for
    /// nobody else's. A change that takes something away calls for nothing.
    /// </summary>
    /// <param name="before">The contact as it stands, or null when it is new.</param>
    /// <param name="contact">Which contact.</param>
    /// <param name="location">Its location.</param>
    /// <param name="emails">Its addresses from now on.</param>
    /// <param name="assignedTo">Its user from now on.</param>
    /// <returns>Null when nothing is called for.</returns>
    public static FillInIntent? For(
        LocationId location, ContactId contact, Contact? before, IReadOnlyList<string> emails, UserId? assignedTo)
    {
        var known = (before?.Emails ?? []).Select(Key).ToHashSet(StringComparer.Ordinal);
        var added = emails.Where(e => !known.Contains(Key(e))).ToList();
        var isAssigned = before is not null && assignedTo is not null && assignedTo != before.AssignedTo;
        return (added.Count, isAssigned) switch
        {
            (0, false) => null,
            (0, true) => emails.Count == 0 ? null : new FillInIntent(location, contact, emails, assignedTo),
            (_, false) => new FillInIntent(location, contact, added, null),
            _ => new FillInIntent(location, contact, emails, null),
        };
    }

    private static string Key(string email) => EmailAddress.TryParse(email, out var address) ? address.MatchKey : email;
}
