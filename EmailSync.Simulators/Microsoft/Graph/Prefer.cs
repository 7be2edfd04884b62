using System.Globalization;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>What a caller would like better, and what of it was heeded. Unknown wishes are passed over, as HTTP has it.</summary>
internal sealed class Prefer
{
    private readonly List<string> applied = [];

    public Prefer(string? header)
    {
        foreach (var part in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? part : part[..equals]).Trim().ToLowerInvariant();
            var value = equals < 0 ? "" : part[(equals + 1)..].Trim().Trim('"');
            switch (name)
            {
                case "idtype" when value.Equals("ImmutableId", StringComparison.OrdinalIgnoreCase):
                    ImmutableIds = true;
                    break;
                case "outlook.body-content-type" when value is "text" or "html":
                    TextBody = value == "text";
                    applied.Add($"outlook.body-content-type=\"{value}\"");
                    break;
                case "outlook.allow-unsafe-html":
                    UnsafeHtml = true;
                    applied.Add("outlook.allow-unsafe-html");
                    break;
                case "odata.maxpagesize" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0:
                    MaxPageSize = size;
                    applied.Add($"odata.maxpagesize={size}");
                    break;
            }
        }
    }

    public bool ImmutableIds { get; }

    public bool TextBody { get; }

    public bool UnsafeHtml { get; }

    public int? MaxPageSize { get; }

    public GraphReply Told(GraphReply reply) => applied.Count == 0
        ? reply
        : reply with { Headers = new Dictionary<string, string>(reply.Headers) { ["Preference-Applied"] = string.Join(", ", applied) } };
}
