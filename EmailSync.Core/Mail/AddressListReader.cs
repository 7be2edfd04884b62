using System.Text;

namespace EmailSync.Core.Mail;

/// <summary>
/// Address lists (RFC 5322 section 3.4) as they are found in the wild: groups flattened, comments, quoted and missing quotes, names that a
/// provider has decoded already. One pass, no recursion. An address is never looked for inside a display name.
/// </summary>
internal sealed class AddressListReader
{
    private const int MaxAddressLength = 512;
    private const int MaxNameLength = 500;

    private readonly List<MailAddress> found = [];
    private readonly StringBuilder raw = new();
    private readonly StringBuilder name = new();
    private readonly string text;
    private readonly int max;
    private string? comment;
    private string? angle;
    private string pending = "";
    private bool hasAt;

    // Once a closing mark was looked for in vain, it is not looked for again: that keeps hostile lists linear.
    private bool noMoreQuotes;
    private bool noMoreComments;

    private AddressListReader(string text, int max) => (this.text, this.max) = (text, max);

    public static IReadOnlyList<MailAddress> Read(IReadOnlyList<string> values, int max)
    {
        var all = new List<MailAddress>();
        foreach (var value in values)
        {
            if (all.Count >= max) break;
            all.AddRange(new AddressListReader(value, max - all.Count).Parse());
        }

        return all;
    }

    private List<MailAddress> Parse()
    {
        for (var i = 0; i < text.Length && found.Count < max; i++)
        {
            switch (text[i])
            {
                case '"' when !noMoreQuotes:
                    i = Quoted(i);
                    break;
                case '(' when !noMoreComments:
                    i = Comment(i);
                    break;
                case '<':
                    i = Angle(i);
                    break;
                case ':' when angle is null && !hasAt:
                    Clear();
                    pending = "";
                    break;
                case ',':
                    Flush();
                    break;
                case ';':
                    Flush();
                    pending = "";
                    break;
                default:
                    hasAt |= text[i] == '@';
                    raw.Append(text[i]);
                    name.Append(text[i]);
                    break;
            }
        }

        if (found.Count < max) Flush();
        return found.Count > max ? found[..max] : found;
    }

    private int Quoted(int start)
    {
        var content = new StringBuilder();
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) content.Append(text[++i]);
            else if (text[i] != '"') content.Append(text[i]);
            else
            {
                name.Append(content);
                // A quoted local part belongs to the address; any other quoted text only names somebody.
                if (i + 1 < text.Length && text[i + 1] == '@') raw.Append(text, start, i + 1 - start);
                return i;
            }
        }

        noMoreQuotes = true;
        return start;
    }

    private int Comment(int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '(') depth++;
            else if (text[i] == ')' && --depth == 0)
            {
                comment ??= text[(start + 1)..i];
                return i;
            }
        }

        noMoreComments = true;
        return start;
    }

    // Of several, the last is the address: what stands before it is the display name, whatever it looks like.
    private int Angle(int start)
    {
        if (angle is not null)
        {
            while (name.Length > 0 && name[^1] == ' ') name.Length--;
            name.Append(" <").Append(angle).Append('>');
        }

        var stop = text.AsSpan(start + 1).IndexOfAny('<', '>');
        // Never closed: it ends with its list item.
        if (stop < 0 || text[start + 1 + stop] == '<') stop = text.AsSpan(start + 1).IndexOfAny(",;<") is var cut and >= 0 ? cut - 1 : text.Length - start - 2;
        var end = start + 1 + stop;
        angle = text[(start + 1)..(end + 1)].TrimEnd('>').Trim();
        return end;
    }

    private void Flush()
    {
        if (angle is not null)
        {
            var label = pending.Length > 0 ? pending + ", " + name.ToString().Trim() : name.ToString();
            Add(string.IsNullOrWhiteSpace(label) ? comment : label, WithoutRoute(angle));
            pending = "";
        }
        else if (hasAt)
        {
            FlushBare();
            pending = "";
        }
        else if (!string.IsNullOrWhiteSpace(name.ToString()))
        {
            // A word without an address: the first half of "Last, First <address>", whose quotes somebody lost.
            pending = HeaderText.Cut(pending.Length > 0 ? pending + ", " + name.ToString().Trim() : name.ToString().Trim(), MaxNameLength);
        }

        Clear();
    }

    private void FlushBare()
    {
        var address = raw.ToString().Trim();
        if (address.StartsWith('"'))
        {
            Add(comment, address);
            return;
        }

        var words = address.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var addresses = words.Where(word => word.Contains('@', StringComparison.Ordinal)).ToList();
        var label = addresses.Count == 1 ? name.ToString().Replace(addresses[0], "", StringComparison.Ordinal) : null;
        if (string.IsNullOrWhiteSpace(label)) label = comment;
        foreach (var each in addresses.Take(max - found.Count)) Add(label, each);
    }

    private void Add(string? label, string address)
    {
        if (address.Length is 0 or > MaxAddressLength || address == "@") return;
        var decoded = string.IsNullOrWhiteSpace(label) ? null : HeaderText.Decode(label.Trim(), MaxNameLength);
        found.Add(new MailAddress(string.IsNullOrEmpty(decoded) ? null : decoded, address));
    }

    // Source routes (RFC 5322 section 4.4): <@relay.example:ana@x.example>.
    private static string WithoutRoute(string address) =>
        address.StartsWith('@') && address.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? address[(colon + 1)..].Trim() : address;

    private void Clear()
    {
        raw.Clear();
        name.Clear();
        comment = null;
        angle = null;
        hasAt = false;
    }
}
