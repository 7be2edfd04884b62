using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Tests.Architecture;

namespace EmailSync.Tests.Sending;

/// <summary>R30 to R33: the table that people read and the one that decides are the same.</summary>
[TestClass]
public sealed class SenderTableTests
{
    private const string Any = "any";

    private static readonly IReadOnlyList<string[]> table = [.. ReadTable()];

    public static IEnumerable<object[]> Combinations =>
        from kind in Enum.GetValues<MessageKind>()
        from sender in Senders()
        from address in Enum.GetValues<FromAddress>()
        from hasProvider in (bool[])[true, false]
        select (object[])[kind, sender.State, sender.Provider?.ToString() ?? "none", address, hasProvider];

    [TestMethod]
    [DynamicData(nameof(Combinations))]
    public void R30_to_R33_Every_combination_goes_where_the_table_says(
        MessageKind kind, SenderMailbox state, string provider, FromAddress from, bool hasProvider)
    {
        var facts = new SenderFacts(kind, state, provider == "none" ? null : Enum.Parse<MailProviderName>(provider), from, hasProvider);

        var choice = SenderChoice.Of(facts);

        Assert.AreEqual(Expected(facts), choice);
    }

    [TestMethod]
    public void Every_row_of_the_table_is_needed()
    {
        var used = new HashSet<string[]>();
        foreach (var combination in Combinations)
        {
            var provider = (string)combination[2];
            used.Add(Row(new SenderFacts(
                (MessageKind)combination[0], (SenderMailbox)combination[1], provider == "none" ? null : Enum.Parse<MailProviderName>(provider), (FromAddress)combination[3], true)));
        }

        Assert.HasCount(11, table);
        Assert.HasCount(table.Count, used);
    }

    private static SenderChoice Expected(SenderFacts facts) => Row(facts)[4] switch
    {
        "mailbox" => new SenderChoice(MessageVia.Mailbox, null),
        "location provider" when facts.HasLocationProvider => new SenderChoice(MessageVia.LocationProvider, null),
        "location provider" => new SenderChoice(null, "no_location_provider"),
        var refused => new SenderChoice(null, refused["refused: `".Length..^1]),
    };

    private static string[] Row(SenderFacts facts) => table.First(row =>
        Fits(row[0], facts.Kind) && Fits(row[1], facts.Provider?.ToString() ?? "none") && Fits(row[2], facts.Mailbox) && Fits(row[3], facts.From));

    private static bool Fits(string cell, object value) => cell == Any || cell.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(SenderMailbox State, MailProviderName? Provider)> Senders() =>
        Enum.GetValues<SenderMailbox>().SelectMany(state => state == SenderMailbox.None
            ? [(state, (MailProviderName?)null)]
            : Enum.GetValues<MailProviderName>().Select(provider => (state, (MailProviderName?)provider)));

    private static IEnumerable<string[]> ReadTable() => File
        .ReadLines(Path.Combine(Sources.Root, "docs", "senders.md"))
        .SkipWhile(line => !line.StartsWith("| Kind", StringComparison.Ordinal))
        .Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));
}
