using System.Net;
using System.Text;

namespace EmailSync.Tests.EndToEnd;

/// <summary>A call that must be refused and change nothing.</summary>
/// <param name="Path">Under <c>/api/</c>.</param>
internal sealed record BadCall(string Function, string Method, string Path, HttpStatusCode Status, string Code)
{
    public byte[]? Body { get; init; }

    /// <summary>Says that so many bytes will come, in place of a body.</summary>
    public long? DeclaredLength { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Null sends none.</summary>
    public string? IdempotencyKey { get; init; } = "bad-call";

    public BadCall With(string body) => this with { Body = Encoding.UTF8.GetBytes(body) };

    public override string ToString()
    {
        var body = Body is null ? "" : Body.Length > 100 ? $"{Body.Length} bytes" : Encoding.UTF8.GetString(Body);
        return $"{Function}: {Method} {(Path.Length > 120 ? Path[..120] + "…" : Path)} {body}";
    }
}
