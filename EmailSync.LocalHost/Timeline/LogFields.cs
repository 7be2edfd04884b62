namespace EmailSync.LocalHost.Timeline;

/// <summary>The named values of a log event.</summary>
internal sealed class LogFields(IReadOnlyList<KeyValuePair<string, object?>> fields)
{
    private const int MailboxLength = 8;
    private const int MessageStart = 6;
    private const int MessageEnd = 4;

    /// <summary>Set when a value was asked for that the event does not have: then its words do not fit it.</summary>
    public bool Lacks { get; private set; }

    public string Text(string name) => Value(name)?.ToString() ?? "";

    public string Mailbox => Text(nameof(Mailbox)) is { Length: > MailboxLength } id ? id[..MailboxLength] : Text(nameof(Mailbox));

    /// <summary>Both ends: messages of one conversation begin alike.</summary>
    public string Message =>
        Text(nameof(Message)) is { Length: > MessageStart + MessageEnd } id ? $"{id[..MessageStart]}…{id[^MessageEnd..]}" : Text(nameof(Message));

    public object? Value(string name)
    {
        foreach (var field in fields)
        {
            if (field.Key == name)
                return field.Value;
        }

        Lacks = true;
        return null;
    }
}
