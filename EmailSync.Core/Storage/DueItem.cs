namespace EmailSync.Core.Storage;

public sealed record DueItem(DueKind Kind, string Subject, string RowKey);
