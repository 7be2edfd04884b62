using System.Globalization;

namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>
/// The row keys of an instance's partition. Its head sorts first, so that one pass over the table knows whose rows follow. Other rows
/// name the execution that they belong to: what is left of an earlier one is never mistaken for the present.
/// </summary>
internal static class RowKeys
{
    public const string LeasePartition = "@lease";
    public const string Lease = "owner";
    public const string Head = "0";

    public static string History(Guid execution, int row) => Key("history", execution, row);

    public static string Input(Guid execution, int row) => Key("input", execution, row);

    public static string Output(Guid execution, int row) => Key("output", execution, row);

    // Versions alternate, so that a new outbox never overwrites rows that the stored head still points to.
    public static string Outbox(long version, int row) => string.Create(CultureInfo.InvariantCulture, $"outbox-{version:D10}-{row:D6}");

    private static string Key(string kind, Guid execution, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}-{execution:N}-{row:D6}");
}
