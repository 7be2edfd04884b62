namespace EmailSync.Benchmarks.Load;

/// <summary>A mail that arrives in a mailbox.</summary>
/// <param name="From">Who writes; null is a stranger, whose mail has to stay out.</param>
/// <param name="Answers">The mail of the same contact that it answers.</param>
/// <param name="Size">About how many bytes it has.</param>
internal sealed record LoadMail(int Number, LoadMailbox Mailbox, LoadContact? From, LoadMail? Answers, int Size)
{
    public string MessageId => $"mail-{Number}@people.example";

    /// <summary>The id as it stands in the header; it finds the mail again on every side.</summary>
    public string MessageIdHeader => $"<{MessageId}>";

    public string Sender => From?.Address ?? $"stranger{Number}@elsewhere.example";

    public string Subject => Answers is null ? $"About matter {Number}" : "Re: " + First.Subject;

    /// <summary>The ids from the thread's beginning to the mail that is answered.</summary>
    public IReadOnlyList<string> References => Answers is null ? [] : [.. Answers.References, Answers.MessageId];

    private LoadMail First => Answers?.First ?? this;
}
