using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Http;

/// <summary>An answer as bytes; an empty one has no content type.</summary>
internal record WireReply(int Status, byte[] Body, string? ContentType)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public void Head(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        foreach (var (name, value) in Headers)
            context.Response.Headers[name] = value;
        if (Status != 204)
            context.Response.ContentLength = Body.Length;
    }

    public async Task WriteAsync(HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return;
        Head(context);
        if (Body.Length > 0)
            await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
