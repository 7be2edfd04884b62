using EmailSync.Core.Suppressions;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Suppressions;

/// <summary>One click (RFC 8058): from the recipient's mail service, which has no key and no cookie, or from the button of our page.</summary>
public sealed class UnsubscribeTrigger(Unsubscribe unsubscribe)
{
    private const string Field = "List-Unsubscribe";
    private const string OneClick = "One-Click";

    [Function(nameof(UnsubscribeTrigger))]
    [Operation("Recipients", "One-click unsubscription", Description = "RFC 8058.")]
    [Takes(RequestLimits.UnsubscribeBytes, MediaType = "application/x-www-form-urlencoded")]
    [Answers(200, MediaType = "text/html")]
    [Refuses(400, "invalid_request")]
    [Refuses(413, "body_too_large")]
    [Refuses(404, "unknown_unsubscribe_link")]
    [WithoutKey("the proof in the link")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = UnsubscribeLinks.Route + "/{token}")] HttpRequest request,
        string token,
        CancellationToken cancellationToken)
    {
        if (!unsubscribe.IsGenuine(token))
            return ApiProblem.NotFound("unsubscribe_link").ToResult();
        var body = await RequestReader.BytesAsync(request, RequestLimits.UnsubscribeBytes, cancellationToken);
        if (!await IsOneClickAsync(request.ContentType, body, cancellationToken))
            return ApiProblem.Invalid(new FieldError(Field, $"A form whose field {Field} is {OneClick}.")).ToResult();
        await unsubscribe.AcceptAsync(token, cancellationToken);
        return UnsubscribePage.OfDone(request.HttpContext.Response);
    }

    /// <summary>RFC 8058 section 3.2: either kind of form.</summary>
    private static async Task<bool> IsOneClickAsync(string? contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(body.ToArray());
        try
        {
            if (Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            {
                var reader = new MultipartReader(Microsoft.Net.Http.Headers.HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), stream);
                while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
                {
                    if (section.GetContentDispositionHeader() is { } disposition && Microsoft.Net.Http.Headers.HeaderUtilities.RemoveQuotes(disposition.Name) == Field
                        && (await section.ReadAsStringAsync(cancellationToken)).Trim() == OneClick)
                        return true;
                }
                return false;
            }
            using var form = new FormReader(stream);
            return (await form.ReadFormAsync(cancellationToken)).TryGetValue(Field, out var value) && value.ToString() == OneClick;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException)
        {
            return false;
        }
    }
}
