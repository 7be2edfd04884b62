namespace EmailSync.Tests.Crash;

/// <summary>A mail that the CRM orders.</summary>
/// <param name="IsAnswer">It answers the newest mail that the CRM then shows of the contact, if any.</param>
/// <param name="IsRepeated">The CRM orders it once more with the same key, as after an answer that it lost.</param>
internal sealed record PlannedSend(string Marker, CrashUser User, CrashContact Contact, bool IsAnswer, bool IsRepeated)
{
    public string Text => $"[[{Marker}]] Some words.\n";
}
