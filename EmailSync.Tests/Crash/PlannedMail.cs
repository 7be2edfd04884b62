using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.Crash;

/// <summary>A mail that a person writes in their own mail client: a contact, a stranger, or a user of the CRM.</summary>
/// <param name="Answers">The Message-ID of an earlier mail; null begins a thread.</param>
internal sealed record PlannedMail(string Marker, string From, IReadOnlyList<string> To, string Subject, string? Answers)
{
    public string MessageId => $"<{Marker}@crash.example>";

    public Letter Letter(DateTimeOffset date) => new(From, string.Join(", ", To), Subject, $"[[{Marker}]] Some words.\n")
    {
        MessageId = MessageId,
        Answers = Answers,
        Date = date,
    };
}
