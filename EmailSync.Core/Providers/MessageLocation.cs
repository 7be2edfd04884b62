namespace EmailSync.Core.Providers;

/// <summary>
/// What a change page said of a message beside its headers, small enough to travel with its id. An adapter whose raw message comes without these facts
/// (Graph's <c>$value</c> is MIME alone) need not ask for them again.
/// </summary>
public sealed record MessageLocation(ProviderThreadId Thread, Placement Placement, DateTimeOffset ReceivedAt, bool StartsThread)
{
    public static MessageLocation Of(MessageHeaders headers) => new(headers.Thread, headers.Placement, headers.ReceivedAt, headers.StartsThread);
}
