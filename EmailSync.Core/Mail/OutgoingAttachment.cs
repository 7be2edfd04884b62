namespace EmailSync.Core.Mail;

public sealed record OutgoingAttachment(string Name, string ContentType, ReadOnlyMemory<byte> Content);
