namespace EmailSync.Core.Sending;

/// <summary>A location's mail service did not take a mail.</summary>
/// <param name="kind">What that means for the mail.</param>
/// <param name="code">The enhanced status code (RFC 3463), else the reply's own, else a short word; safe to show.</param>
public sealed class LocationMailException(LocationMailFailure kind, string code, Exception? inner = null)
    : Exception($"A mail service failed: {kind} ({code}).", inner)
{
    public LocationMailFailure Kind { get; } = kind;

    public string Code { get; } = code;
}
