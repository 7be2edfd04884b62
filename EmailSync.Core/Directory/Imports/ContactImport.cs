namespace EmailSync.Core.Directory.Imports;

/// <summary>A CRM's contacts, given all at once and taken in page by page.</summary>
public sealed record ContactImport
{
    public required string Token { get; init; }
    public required LocationId Location { get; init; }
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Lines that held something, good or bad.</summary>
    public int Total { get; init; }

    /// <summary>Lines that are no contact.</summary>
    public int Failed { get; init; }

    public int Pages { get; init; }

    /// <summary>The page that is taken in next.</summary>
    public int Next { get; init; }

    /// <summary>Lines whose contacts stand as the lines say; of several lines about one contact the last one counts.</summary>
    public int Imported { get; init; }

    /// <summary>Lines about contacts that were deleted after the import was accepted (R27).</summary>
    public int Skipped { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
}
