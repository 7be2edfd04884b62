namespace EmailSync.Simulators.Google.PubSub;

internal sealed record PushMessage(string Id, string Mailbox, ulong HistoryId, DateTimeOffset PublishedAt)
{
    public int Attempts { get; set; }

    /// <summary>Not before this time; set by a delay fault.</summary>
    public DateTimeOffset NotBefore { get; set; }
}
