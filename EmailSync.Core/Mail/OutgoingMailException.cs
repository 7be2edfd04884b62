namespace EmailSync.Core.Mail;

/// <summary>A mail that must not be built as asked. The message names the field and the reason, never the value.</summary>
public sealed class OutgoingMailException(string field, string reason) : Exception($"{field}: {reason}")
{
    public string Field { get; } = field;

    public string Reason { get; } = reason;
}
