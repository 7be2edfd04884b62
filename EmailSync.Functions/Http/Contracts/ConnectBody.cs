using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="ReturnUrl">Where the browser goes in the end; the setting EmailSync__AllowedReturnUrls has to allow it.</param>
/// <param name="LoginHint">The address that the provider is to offer.</param>
/// <param name="Mode"><c>connect</c> when absent; <c>update</c> moves to another address (R5), <c>reauthorize</c> signs in to the same one again (R7).</param>
[Example("""{ "provider": "gmail", "returnUrl": "https://crm.example/mailbox", "loginHint": "ana@brightdental.example" }""")]
public sealed record ConnectBody(
    [property: Required, AllowedValues("gmail", "outlook")] string? Provider,
    [property: Required] string? ReturnUrl,
    [property: EmailAddress] string? LoginHint,
    [property: AllowedValues("connect", "update", "reauthorize")] string? Mode);
