using System.Text;

namespace EmailSync.Core.Mail;

/// <summary>The known headers of one message, unfolded, by name without regard to case, each name and value bounded.</summary>
internal sealed class HeaderList
{
    private const int MaxPerName = 100;
    private const int MaxValueLength = 128 * 1024;

    private readonly Dictionary<string, List<string>> values = new(StringComparer.OrdinalIgnoreCase);

    public HeaderList(IEnumerable<KeyValuePair<string, string>> headers, HashSet<string> known)
    {
        foreach (var (name, value) in headers)
        {
            var key = name?.Trim();
            if (key is null || value is null || !known.Contains(key)) continue;
            if (!values.TryGetValue(key, out var list)) values[key] = list = [];
            if (list.Count < MaxPerName) list.Add(Unfold(value.Length > MaxValueLength ? value[..MaxValueLength] : value));
        }
    }

    public IReadOnlyList<string> this[string name] => values.TryGetValue(name, out var list) ? list : [];

    public string? First(string name) => this[name].FirstOrDefault(static value => value.Length > 0);

    public bool Has(string name) => this[name].Count > 0;

    // A fold (line break and the white space around it) is one space, whoever unfolded it; other control characters carry no meaning in a header.
    private static string Unfold(string value)
    {
        if (!value.AsSpan().ContainsAnyInRange('\0', '\u001f')) return value.Trim();
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is '\r' or '\n')
            {
                while (i + 1 < value.Length && value[i + 1] is '\r' or '\n' or ' ' or '\t') i++;
                while (text.Length > 0 && text[^1] == ' ') text.Length--;
                text.Append(' ');
            }
            else if (c == '\t') text.Append(' ');
            else if (!char.IsControl(c) || c == '\u001b') text.Append(c);
        }

        return text.ToString().Trim();
    }
}
