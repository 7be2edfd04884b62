namespace EmailSync.Core.Sending.Batches;

/// <summary>The answer to a request to send to many.</summary>
public abstract record BatchAcceptance
{
    public sealed record Accepted(Batch Batch) : BatchAcceptance;

    /// <param name="Code">Stable code of a problem document.</param>
    /// <param name="Detail">One sentence for the CRM's developer; never holds what the request held.</param>
    public sealed record Refused(string Code, string Detail) : BatchAcceptance;
}
