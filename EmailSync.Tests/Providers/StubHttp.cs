using System.Net;
using System.Text;

namespace EmailSync.Tests.Providers;

/// <summary>The far end of an HTTP client: answers by a function and keeps what was asked.</summary>
internal sealed class StubHttp(Func<StubHttp.Asked, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly List<Asked> asked = [];

    public IReadOnlyList<Asked> Requests
    {
        get
        {
            lock (asked) return [.. asked];
        }
    }

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(int status, string reason, string message = "refused") => Json(
        $$$"""{"error":{"code":{{{status}}},"message":"{{{message}}}","errors":[{"message":"{{{message}}}","domain":"global","reason":"{{{reason}}}"}]}}""",
        (HttpStatusCode)status);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var seen = new Asked(request.Method, request.RequestUri!, request.Headers.Authorization?.Parameter, body, Requests.Count)
        {
            Prefer = request.Headers.TryGetValues("Prefer", out var preferences) ? string.Join(", ", preferences) : "",
            ContentType = request.Content?.Headers.ContentType?.ToString() ?? "",
            ContentRange = request.Content?.Headers.ContentRange?.ToString() ?? "",
        };
        lock (asked) asked.Add(seen);
        var response = answer(seen);
        response.RequestMessage = request;
        return response;
    }

    internal sealed record Asked(HttpMethod Method, Uri Url, string? Token, string Body, int Index)
    {
        public string Prefer { get; init; } = "";
        public string ContentType { get; init; } = "";
        public string ContentRange { get; init; } = "";

        /// <summary>The query as a person reads it.</summary>
        public string Query => Uri.UnescapeDataString(Url.Query);
    }
}
