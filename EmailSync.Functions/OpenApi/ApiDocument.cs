using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailSync.Core;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.OpenApi;

/// <summary>The API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), written from the functions' attributes and the types that they read and write.</summary>
public sealed class ApiDocument
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";
    private readonly ApiSchemas schemas = new(new ApiDocs(typeof(ApiDocument).Assembly, typeof(EmailSyncOptions).Assembly));

    public ApiDocument(IOptions<EmailSyncOptions> options)
    {
        var paths = new JsonObject();
        foreach (var operation in ApiOperation.All)
        {
            var path = "/" + operation.Route;
            if (paths[path] is not JsonObject item)
                paths[path] = item = [];
            item[operation.Verb.ToLowerInvariant()] = Describe(operation);
        }
        var webhooks = Webhooks();
        Root = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "EmailSync",
                ["version"] = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = "Keeps a CRM and its users' Gmail and Outlook mailboxes in step, both ways. Errors are RFC 9457 problem documents with a stable code.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = options.Value.PublicBaseUrl.TrimEnd('/') + "/api" }),
            ["tags"] = new JsonArray([.. ApiOperation.All
                .Select(operation => operation.Get<OperationAttribute>()?.Group).OfType<string>().Distinct().Order(StringComparer.Ordinal)
                .Select(group => (JsonNode)new JsonObject { ["name"] = group })]),
            ["paths"] = paths,
            ["webhooks"] = webhooks,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = ApiSecurity.Schemes(),
                ["schemas"] = schemas.All(),
            },
        };
        Bytes = Encoding.UTF8.GetBytes(Root.ToJsonString());
    }

    public JsonObject Root { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    private JsonObject Describe(ApiOperation operation)
    {
        var what = operation.Get<OperationAttribute>() ?? throw new InvalidOperationException($"{operation.Name} has no [Operation].");
        var described = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["tags"] = new JsonArray(what.Group),
            ["summary"] = what.Summary,
        };
        if (what.Description is { } description)
            described["description"] = description;
        if (ApiParameters.Of(operation) is { Count: > 0 } parameters)
            described["parameters"] = parameters;
        if (operation.Get<TakesAttribute>() is { } takes)
        {
            described["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["description"] = $"At most {takes.MaxBytes} bytes.",
                ["content"] = Content(takes.MediaType, takes.Body),
            };
        }
        described["responses"] = Responses(operation);
        described["security"] = ApiSecurity.Of(operation);
        return described;
    }

    private JsonObject Responses(ApiOperation operation)
    {
        var responses = new JsonObject();
        foreach (var answer in operation.Each<AnswersAttribute>().OrderBy(a => a.Status))
        {
            var response = new JsonObject { ["description"] = answer.Description ?? ReasonPhrases.GetReasonPhrase(answer.Status) };
            if (answer.Headers.Length > 0)
                response["headers"] = new JsonObject(answer.Headers.Select(h => KeyValuePair.Create(h, (JsonNode?)new JsonObject { ["schema"] = Text() })));
            if (answer.Body is not null || answer.MediaType is not null)
                response["content"] = Content(answer.MediaType ?? Json, answer.Body);
            responses[Key(answer.Status)] = response;
        }
        foreach (var (status, codes) in ApiRefusals.Of(operation))
        {
            responses[Key(status)] = new JsonObject
            {
                ["description"] = $"{ReasonPhrases.GetReasonPhrase(status)}: {string.Join(", ", codes.Select(code => $"`{code}`"))}",
                ["content"] = Content(Problem, typeof(ApiProblem)),
            };
        }
        return responses;
    }

    private JsonObject Webhooks() => new(Enum.GetValues<CrmEventType>().Select(type =>
    {
        var name = JsonSerializer.SerializeToElement(type, CrmJson.Default.CrmEventType).GetString()!;
        var body = new JsonObject
        {
            ["allOf"] = new JsonArray(
                schemas.Of(typeof(WebhookEvent), CrmJson.Default.Options),
                new JsonObject { ["properties"] = new JsonObject { ["data"] = schemas.Of(DataOf(name), CrmJson.Default.Options) } }),
        };
        return KeyValuePair.Create(name, (JsonNode?)new JsonObject
        {
            ["post"] = new JsonObject
            {
                ["summary"] = name,
                ["description"] = "Signed as Standard Webhooks are: webhook-id, webhook-timestamp, webhook-signature.",
                ["requestBody"] = new JsonObject { ["content"] = new JsonObject { [Json] = new JsonObject { ["schema"] = body } } },
                ["responses"] = new JsonObject
                {
                    ["2XX"] = new JsonObject { ["description"] = "Taken." },
                    ["default"] = new JsonObject { ["description"] = "Anything else is tried again." },
                },
                ["security"] = new JsonArray(),
            },
        });
    }));

    private static Type DataOf(string webhook) => webhook[..webhook.IndexOf('.', StringComparison.Ordinal)] switch
    {
        "message" => typeof(MessageView),
        "contact" => typeof(ContactView),
        "thread" => typeof(ThreadView),
        "mailbox" => typeof(MailboxEventView),
        "webhook" => typeof(WebhookTestView),
        _ => throw new ArgumentOutOfRangeException(nameof(webhook), webhook, "An event that the document does not know."),
    };

    private JsonObject Content(string mediaType, Type? body) => new()
    {
        [mediaType] = new JsonObject { ["schema"] = body is null ? Bytes64(mediaType) : schemas.Of(body, ApiJson.Default.Options) },
    };

    private static JsonObject Bytes64(string mediaType) => mediaType switch
    {
        Json => new JsonObject { ["type"] = "object" },
        _ when mediaType.StartsWith("text/", StringComparison.Ordinal) => Text(),
        _ => new JsonObject { ["type"] = "string", ["format"] = "binary" },
    };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static string Key(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
