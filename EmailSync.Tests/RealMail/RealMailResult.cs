using System.Globalization;

namespace EmailSync.Tests.RealMail;

/// <summary>What became of one mail, and what was wrong with it in the CRM.</summary>
internal sealed record RealMailResult(string Name, string Outcome, string Reason, IReadOnlyList<string> Amiss)
{
    public bool IsSynced => Outcome == "synced";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}: {Outcome} ({Reason}){(Amiss.Count == 0 ? "" : ", " + string.Join("; ", Amiss))}");
}
