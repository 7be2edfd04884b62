using System.Text.Json.Serialization;

namespace EmailSync.LocalHost.Demo;

internal sealed record DemoWebhook(string Url, string Secret);

internal sealed record DemoLocation(string Name, DemoWebhook CrmWebhook);

internal sealed record DemoUser(string Name, string Email);

internal sealed record DemoContact(string Name, string[] Emails, string AssignedTo);

internal sealed record DemoAccount(string Address, string DisplayName);

internal sealed record DemoConnect(string Provider, string ReturnUrl, string LoginHint, string Mode);

internal sealed record DemoAuthorization(string AuthorizationUrl);

internal sealed record DemoAnswer(string Kind, string UserId, string ContactId, string Subject, string Text, string ReplyToMessageId);

internal sealed record DemoQueued(string MessageId);

internal sealed record DemoMessage(string Id, string Direction, string Status, string Subject, string? MessageIdHeader);

internal sealed record DemoMessages(IReadOnlyList<DemoMessage> Items, string? NextCursor);

internal sealed record DemoMailbox(string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoLocation))]
[JsonSerializable(typeof(DemoUser))]
[JsonSerializable(typeof(DemoContact))]
[JsonSerializable(typeof(DemoAccount))]
[JsonSerializable(typeof(DemoConnect))]
[JsonSerializable(typeof(DemoAuthorization))]
[JsonSerializable(typeof(DemoAnswer))]
[JsonSerializable(typeof(DemoQueued))]
[JsonSerializable(typeof(DemoMessages))]
[JsonSerializable(typeof(DemoMailbox))]
internal sealed partial class DemoJson : JsonSerializerContext;
