using System.Runtime.CompilerServices;
using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Directory.Imports;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Directory.Imports;

/// <summary>Contacts of a request body, a line each; never more than a line of it at a time. What is wrong with a line is told of that line.</summary>
internal static class ImportReader
{
    /// <exception cref="ApiException">There is more than one import takes.</exception>
    public static async IAsyncEnumerable<ImportLine> ReadAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.ContentLength > RequestLimits.ImportBytes)
            throw new ApiException(ApiProblem.BodyTooLarge);
        var count = 0;
        await foreach (var (number, text) in LineReader.ReadAsync(request.Body, RequestLimits.ImportLineBytes, RequestLimits.ImportBytes, cancellationToken))
        {
            if (text is { } line && IsBlank(line.Span))
                continue;
            if (++count > Limits.ImportLines)
                throw new ApiException(TooManyLines);
            yield return text is { } held ? Read(number, held.Span) : new ImportLine.Bad(TooLong(number));
        }
        if (count == 0)
            throw new ApiException(ApiProblem.Invalid(new FieldError("$", "At least one contact, as JSON on a line of its own.")));
    }

    private static ApiProblem TooManyLines => new(
        StatusCodes.Status413PayloadTooLarge, "too_many_contacts", $"One import takes {Limits.ImportLines} contacts; give the rest to another.");

    private static ImportMistake TooLong(int line) =>
        new(line, null, "line_too_long", [new MemberMistake("$", $"At most {RequestLimits.ImportLineBytes} bytes.")]);

    private static ImportLine Read(int line, ReadOnlySpan<byte> text)
    {
        ImportLineBody? body;
        try
        {
            body = JsonSerializer.Deserialize(text, ApiJson.Default.ImportLineBody);
        }
        catch (JsonException e)
        {
            return new ImportLine.Bad(new ImportMistake(line, null, "invalid_json", [new MemberMistake(e.Path ?? "$", "Not readable here: wrong type, or no JSON.")]));
        }
        if (body is null)
            return new ImportLine.Bad(new ImportMistake(line, null, "invalid_json", [new MemberMistake("$", "A contact, not null.")]));
        var check = new FieldChecks();
        check.Id("id", body.Id, required: true);
        ContactChecks.Check(check, body.Name, body.Emails, body.AssignedTo, body.CreatedAt);
        return check.Failed
            ? new ImportLine.Bad(new ImportMistake(
                line, CrmId.IsValid(body.Id) ? body.Id : null, "invalid_request", [.. check.Errors.Select(e => new MemberMistake(e.Field, e.Message))]))
            : new ImportLine.Good(new ImportedContact(body.Id!, body.Name ?? "", body.Emails ?? [], body.AssignedTo, body.CreatedAt?.ToUniversalTime()), text.Length);
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
}
