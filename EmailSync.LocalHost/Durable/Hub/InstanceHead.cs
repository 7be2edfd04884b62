using System.Text.Json;
using Azure.Data.Tables;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>The parent's call that a sub-orchestration answers.</summary>
internal sealed record ParentCall(string Name, string InstanceId, Guid Execution, int ActionId);

/// <summary>
/// What is stored of an instance beside its history. Long inputs and outputs stand in rows of their own, whose number is kept here.
/// </summary>
internal sealed record InstanceHead(string Id, string Name, Guid Execution, DateTimeOffset CreatedAt, ParentCall? Parent)
{
    // A head is merged on every turn, so it stays small; null cannot be merged and is written as empty text.
    private const int InlineLength = 4_000;

    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    public DateTimeOffset? StartAt { get; init; }

    public int HistoryRows { get; init; }

    public int InputRows { get; init; }

    public int OutputRows { get; init; }

    /// <summary>Version that wrote the outbox rows, and their number.</summary>
    public (long Version, int Rows) Outbox { get; init; }

    /// <summary>Counts the commits, so that an answer lost on the way is recognised.</summary>
    public long Version { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public FailureText? Failure { get; init; }

    public bool IsFinished => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Whether the text fits into the head itself.</summary>
    public static bool IsInline(string? text) => text is null || text.Length <= InlineLength;

    public IEnumerable<string> RowsBesideHistory() =>
    [
        .. Enumerable.Range(0, InputRows).Select(row => RowKeys.Input(Execution, row)),
        .. Enumerable.Range(0, OutputRows).Select(row => RowKeys.Output(Execution, row)),
        .. OutboxKeys(),
    ];

    public IEnumerable<string> HistoryKeys() => Enumerable.Range(0, HistoryRows).Select(row => RowKeys.History(Execution, row));

    public IEnumerable<string> OutboxKeys() => Enumerable.Range(0, Outbox.Rows).Select(row => RowKeys.Outbox(Outbox.Version, row));

    public TableEntity ToRow(InstanceHead? stored)
    {
        var row = new TableEntity(Id, RowKeys.Head)
        {
            ["Status"] = Status.ToString(),
            ["UpdatedAt"] = UpdatedAt,
            ["HistoryRows"] = HistoryRows,
            ["OutboxVersion"] = Outbox.Version,
            ["OutboxRows"] = Outbox.Rows,
            ["Version"] = Version,
        };
        if (stored is null)
        {
            row["Name"] = Name;
            row["CreatedAt"] = CreatedAt;
            row["StartAt"] = StartAt;
            row["Parent"] = Parent is null ? null : JsonSerializer.Serialize(Parent, DurableJson.Options);
        }

        if (stored?.Execution != Execution)
        {
            row["Execution"] = Execution;
            row["InputRows"] = InputRows;
            row["Input"] = IsInline(Input) ? Input ?? string.Empty : string.Empty;
        }

        if (CustomStatus is not null)
            row["CustomStatus"] = CustomStatus;

        if (IsFinished)
        {
            row["OutputRows"] = OutputRows;
            row["Output"] = IsInline(Output) ? Output ?? string.Empty : string.Empty;
            row["FailureType"] = Failure?.Type;
            row["FailureMessage"] = Failure?.Message;
        }

        return row;
    }

    public static InstanceHead FromRow(TableEntity row) => new(
        row.PartitionKey,
        row.GetString("Name"),
        row.GetGuid("Execution")!.Value,
        row.GetDateTimeOffset("CreatedAt")!.Value,
        row.GetString("Parent") is { } parent ? JsonSerializer.Deserialize<ParentCall>(parent, DurableJson.Options) : null)
    {
        Status = Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("Status")),
        UpdatedAt = row.GetDateTimeOffset("UpdatedAt")!.Value,
        StartAt = row.GetDateTimeOffset("StartAt"),
        HistoryRows = row.GetInt32("HistoryRows") ?? 0,
        InputRows = row.GetInt32("InputRows") ?? 0,
        OutputRows = row.GetInt32("OutputRows") ?? 0,
        Outbox = (row.GetInt64("OutboxVersion") ?? 0, row.GetInt32("OutboxRows") ?? 0),
        Version = row.GetInt64("Version") ?? 0,
        Input = NullIfEmpty(row.GetString("Input")),
        Output = NullIfEmpty(row.GetString("Output")),
        CustomStatus = row.GetString("CustomStatus"),
        Failure = row.GetString("FailureType") is { } type ? new FailureText(type, row.GetString("FailureMessage") ?? string.Empty) : null,
    };

    public OrchestrationMetadata ToMetadata(bool withPayloads) => new(Name, Id)
    {
        RuntimeStatus = Status,
        CreatedAt = CreatedAt,
        LastUpdatedAt = UpdatedAt,
        DataConverter = withPayloads ? DurableJson.Converter : null,
        SerializedInput = withPayloads ? Input : null,
        SerializedOutput = withPayloads ? Output : null,
        SerializedCustomStatus = withPayloads ? CustomStatus : null,
        FailureDetails = Failure is { } failure ? new TaskFailureDetails(failure.Type, failure.Message, null, null, null) : null,
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
