using System.Text;
using EmailSync.Simulators.Http;
using Microsoft.AspNetCore.WebUtilities;
using MimeKit;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Many calls in one multipart body. Answers come in another order than the questions, as the contract allows.</summary>
internal static class Batch
{
    private const int MaxCalls = 100;

    public static async Task<GoogleReply> RunAsync(GoogleCall outer, Func<GoogleCall, Task<WireReply>> run)
    {
        var parts = MultipartBody.Parse(outer.ContentType, outer.Body);
        if (parts.Count is 0 or > MaxCalls)
            throw GoogleError.BadRequest(parts.Count == 0 ? "The batch holds no calls." : $"The batch holds more than {MaxCalls} calls.");
        var boundary = "batch_" + GmailIds.Base64Url(Guid.NewGuid().ToByteArray());
        using var output = new MemoryStream();
        foreach (var part in parts.Reverse())
        {
            var reply = await AnswerAsync(part, outer, run);
            Write(output, $"--{boundary}\r\nContent-Type: application/http\r\n");
            if (part.Headers[HeaderId.ContentId] is { Length: > 0 } id)
                Write(output, $"Content-ID: {ResponseId(id.Trim())}\r\n");
            Write(output, $"\r\nHTTP/1.1 {reply.Status} {ReasonPhrases.GetReasonPhrase(reply.Status)}\r\n");
            foreach (var (name, value) in reply.Headers)
                Write(output, $"{name}: {value}\r\n");
            if (reply.ContentType is { } type)
                Write(output, $"Content-Type: {type}\r\nContent-Length: {reply.Body.Length}\r\n");
            Write(output, "\r\n");
            output.Write(reply.Body);
            Write(output, "\r\n");
        }

        Write(output, $"--{boundary}--\r\n");
        return new GoogleReply(200, output.ToArray(), $"multipart/mixed; boundary={boundary}");
    }

    private static async Task<WireReply> AnswerAsync(MimeEntity part, GoogleCall outer, Func<GoogleCall, Task<WireReply>> run)
    {
        if (part is not MimePart { ContentType.MimeType: "application/http" } || Read(MessageBody.Content(part), outer) is not { } call)
            return GoogleReply.From(GoogleError.BadRequest("Failed to parse a batch part as application/http."));
        return call.Path.StartsWith("/upload/", StringComparison.Ordinal) || call.Path.StartsWith("/batch", StringComparison.Ordinal)
            ? GoogleReply.From(GoogleError.BadRequest("Media and nested batches are not supported within a batch."))
            : await run(call);
    }

    private static GoogleCall? Read(byte[] content, GoogleCall outer)
    {
        var end = content.AsSpan().IndexOf("\n"u8);
        if (end < 0)
            end = content.Length;
        if (Encoding.ASCII.GetString(content, 0, end).Trim().Split(' ') is not [var method, var target, ..])
            return null;
        var rest = Mail.RawMail.Parse(content[Math.Min(end + 1, content.Length)..]);
        var (path, query) = GoogleHttp.Split(target.StartsWith("http", StringComparison.Ordinal) ? new Uri(target).PathAndQuery : target);
        return new GoogleCall(method, path, QueryHelpers.ParseQuery(query), rest.Header("Authorization") ?? outer.Authorization, rest.Header("Content-Type"), rest.Body);
    }

    private static string ResponseId(string id) => id.StartsWith('<') ? $"<response-{id[1..]}" : $"response-{id}";

    private static void Write(MemoryStream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
