using System.Text;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Suppressions;

/// <summary>What a person sees who follows an unsubscribe link: words and a button, no script, nothing from elsewhere, nothing of the mail or the person.</summary>
internal static class UnsubscribePage
{
    private const string Ask =
        """<p>Do you want no more mail of this kind from this sender?</p><form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>""";

    private const string Done = "<p>You have unsubscribed. There will be no more mail of this kind from this sender.</p>";

    public static IResult ToAsk(HttpResponse response) => Show(response, Ask);

    public static IResult OfDone(HttpResponse response) => Show(response, Done);

    private static IResult Show(HttpResponse response, string content)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
        return Results.Text($"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Unsubscribe</title></head><body>{content}</body></html>", "text/html; charset=utf-8", Encoding.UTF8);
    }
}
