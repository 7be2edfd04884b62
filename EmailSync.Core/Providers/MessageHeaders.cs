using EmailSync.Core.Mail;

namespace EmailSync.Core.Providers;

/// <summary>A message without its body: enough for every decision of the rules.</summary>
/// <param name="ReceivedAt">When the provider took it in (Gmail internalDate, Graph receivedDateTime); order and R8 go by it, never by Date.</param>
/// <param name="StartsThread">The provider's own ids show that it is the first message of its thread in this mailbox.</param>
public sealed record MessageHeaders(
    ProviderMessageId Id,
    ProviderThreadId Thread,
    Placement Placement,
    DateTimeOffset ReceivedAt,
    bool StartsThread,
    Envelope Envelope);
