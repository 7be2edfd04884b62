using System.Text;

namespace EmailSync.Tests.Pipeline;

/// <summary>A mail as it arrives; what is not said is ordinary.</summary>
internal sealed record AMail(string From, string To, string Subject)
{
    public string? Id { get; init; }
    public string[] References { get; init; } = [];
    public string[] Headers { get; init; } = [];
    public string Date { get; init; } = "Mon, 02 Mar 2026 09:00:00 +0000";
    public string Body { get; init; } = "Hello";

    public AMail Answering(params string[] ids) => this with { References = ids };

    public byte[] Bytes()
    {
        List<string> lines = [$"From: {From}", $"To: {To}", $"Subject: {Subject}", $"Date: {Date}"];
        if (Id is not null)
            lines.Add($"Message-ID: <{Id}>");
        if (References.Length > 0)
            lines.AddRange([$"In-Reply-To: <{References[^1]}>", $"References: {string.Join(' ', References.Select(r => $"<{r}>"))}"]);
        lines.AddRange([.. Headers, "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", Body, ""]);
        return Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
    }
}
