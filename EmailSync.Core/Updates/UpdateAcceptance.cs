namespace EmailSync.Core.Updates;

/// <summary>The answer to a wish of the CRM.</summary>
public abstract record UpdateAcceptance
{
    /// <param name="IsPending">The mailbox does not have it yet.</param>
    public sealed record Accepted(bool IsPending) : UpdateAcceptance;

    public sealed record UnknownMessage : UpdateAcceptance;

    /// <param name="Code">Stable code of a problem document.</param>
    /// <param name="Detail">One sentence for the CRM's developer.</param>
    public sealed record Refused(string Code, string Detail) : UpdateAcceptance;
}
