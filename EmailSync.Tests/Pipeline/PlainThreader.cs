using MimeKit;
using MimeKit.Utils;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// Threads as a mail program makes them that knows Message-ID, References and In-Reply-To and nothing else: no subject, no provider's thread, no dates
/// (https://www.jwz.org/doc/threading.html, steps 1 to 4). It shares no code with the product.
/// </summary>
internal sealed class PlainThreader
{
    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);

    private PlainThreader()
    {
    }

    /// <summary>Each thread in words: a mail's id, and in brackets behind it those that answer it. Order is that of the words, mails that are only spoken of are left out.</summary>
    public static IReadOnlyList<string> Threads(IEnumerable<byte[]> mails)
    {
        var threader = new PlainThreader();
        foreach (var mail in mails)
            threader.Add(HeaderList.Load(new MemoryStream(mail)));
        return Words(threader.nodes.Values.Where(node => node.Parent is null));
    }

    public static string Id(byte[] mail) => Ids(HeaderList.Load(new MemoryStream(mail)), HeaderId.MessageId).Single();

    public static IReadOnlyList<string> References(byte[] mail) => Ids(HeaderList.Load(new MemoryStream(mail)), HeaderId.References);

    private static List<string> Ids(HeaderList headers, HeaderId field) =>
        headers[field] is { } value ? [.. MimeUtils.EnumerateReferences(value)] : [];

    private static List<string> Words(IEnumerable<Node> siblings) =>
        [.. siblings.SelectMany(Word).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Word(Node node)
    {
        var answers = Words(node.Children);
        if (!node.IsHere)
            return answers;
        return [answers.Count == 0 ? node.Id : $"{node.Id}({string.Join(' ', answers)})"];
    }

    private void Add(HeaderList headers)
    {
        var node = Of(Ids(headers, HeaderId.MessageId).Single());
        Assert.IsFalse(node.IsHere, "A mail is here twice.");
        node.IsHere = true;
        var ancestors = Ids(headers, HeaderId.References);
        if (ancestors.Count == 0)
            ancestors = [.. Ids(headers, HeaderId.InReplyTo).Take(1)];
        for (var i = 1; i < ancestors.Count; i++)
        {
            var (parent, child) = (Of(ancestors[i - 1]), Of(ancestors[i]));
            if (child.Parent is null && !child.IsAbove(parent))
                child.Below(parent);
        }

        // What a mail says of itself counts for more than what others guess.
        if (ancestors.Count > 0 && Of(ancestors[^1]) is var answered && !node.IsAbove(answered))
            node.Below(answered);
    }

    private Node Of(string id) => nodes.TryGetValue(id, out var known) ? known : nodes[id] = new Node(id);

    private sealed class Node(string id)
    {
        public string Id => id;

        public bool IsHere { get; set; }

        public Node? Parent { get; private set; }

        public List<Node> Children { get; } = [];

        public bool IsAbove(Node? other) => other is not null && (other == this || IsAbove(other.Parent));

        public void Below(Node parent)
        {
            Parent?.Children.Remove(this);
            Parent = parent;
            parent.Children.Add(this);
        }
    }
}
