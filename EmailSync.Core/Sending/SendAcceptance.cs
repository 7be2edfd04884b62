using EmailSync.Core.Conversations;

namespace EmailSync.Core.Sending;

/// <summary>The answer to a send request.</summary>
public abstract record SendAcceptance
{
    /// <param name="Token">Names the send in the ledger.</param>
    public sealed record Accepted(MessageId Message, string Token, bool Finished) : SendAcceptance;

    /// <param name="Code">Stable code of a problem document.</param>
    /// <param name="Detail">One sentence for the CRM's developer; never holds what the request held.</param>
    /// <param name="Field">The member of the request that is wrong, or null where it is none by itself.</param>
    public sealed record Refused(string Code, string Detail, string? Field = null) : SendAcceptance
    {
        /// <summary>When the same request may be accepted; null where waiting does not help.</summary>
        public DateTimeOffset? RetryAt { get; init; }
    }
}
