using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EmailSync.Tests.Architecture;

/// <summary>
/// Inside Core, only adapters touch SDKs, HTTP and the clock of the machine; feature folders get ports and an injected <c>TimeProvider</c>.
/// </summary>
internal static class CoreBoundaries
{
    private static readonly string[] Sdks =
        ["Azure", "Google", "Microsoft.Graph", "Microsoft.Kiota", "Microsoft.IdentityModel", "Microsoft.Identity", "System.Net.Http", "MimeKit", "MailKit", "AngleSharp", "Ganss", "Polly"];

    // Each folder with the SDKs that are its business; every other folder has none.
    private static readonly (string Folder, string[] Sdks)[] Adapters =
    [
        ("Providers/", ["Google", "Microsoft.Graph", "Microsoft.Kiota", "Microsoft.IdentityModel", "Microsoft.Identity", "System.Net.Http", "MimeKit", "MailKit", "Polly"]),
        ("Storage/", ["Azure"]),
        ("Crm/", ["System.Net.Http", "Polly"]),
        ("Mailboxes/Tokens/", ["System.Net.Http", "Microsoft.IdentityModel", "Polly"]),
        ("Mail/", ["MimeKit", "AngleSharp", "Ganss"]),
    ];

    // System.Net.Http is imported everywhere by the SDK, so no using directive gives its use away.
    private static readonly HashSet<string> HttpTypes =
    [
        "HttpClient", "IHttpClientFactory", "HttpRequestMessage", "HttpResponseMessage", "HttpMessageHandler", "DelegatingHandler",
        "HttpClientHandler", "SocketsHttpHandler", "HttpMethod", "HttpContent", "StringContent", "FormUrlEncodedContent", "HttpRequestException",
    ];

    private static readonly HashSet<string> Clocks =
    [
        "DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "TimeProvider.System",
        "Environment.TickCount", "Environment.TickCount64", "Stopwatch.StartNew", "Stopwatch.GetTimestamp", "Thread.Sleep",
    ];

    public static IEnumerable<string> Violations(SourceFile file)
    {
        var folder = file.Path["EmailSync.Core/".Length..];
        var adapter = Array.Find(Adapters, adapter => folder.StartsWith(adapter.Folder, StringComparison.Ordinal));
        var allowed = adapter.Sdks ?? [];
        return SdkViolations(file, allowed).Concat(HttpViolations(file, allowed)).Concat(ClockViolations(file, isAdapter: adapter.Folder is not null));
    }

    private static IEnumerable<string> SdkViolations(SourceFile file, string[] allowed) =>
        from name in file.Root.DescendantNodes().Where(IsWholeName)
        let text = name.ToString().Replace("global::", "", StringComparison.Ordinal)
        let sdk = Array.Find(Sdks, sdk => text == sdk || text.StartsWith(sdk + ".", StringComparison.Ordinal))
        where sdk is not null && !allowed.Contains(sdk)
        select file.At(name, $"{sdk} does not belong in this folder");

    // A dotted name is judged once, at its whole length; a single word is an SDK only in a using directive.
    private static bool IsWholeName(SyntaxNode node) => node switch
    {
        QualifiedNameSyntax or MemberAccessExpressionSyntax => node.Parent is not (QualifiedNameSyntax or MemberAccessExpressionSyntax),
        IdentifierNameSyntax => node.Parent is UsingDirectiveSyntax,
        _ => false,
    };

    private static IEnumerable<string> HttpViolations(SourceFile file, string[] allowed) =>
        allowed.Contains("System.Net.Http")
            ? []
            : from name in file.Root.DescendantNodes().OfType<SimpleNameSyntax>()
              where HttpTypes.Contains(name.Identifier.ValueText)
              select file.At(name, $"{name.Identifier.ValueText} does not belong in this folder");

    private static IEnumerable<string> ClockViolations(SourceFile file, bool isAdapter) =>
        from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        let clock = LastTwo(access)
        where Clocks.Contains(clock) && !isAdapter && !(clock == "TimeProvider.System" && file.Name.EndsWith("Services", StringComparison.Ordinal))
        select file.At(access, $"{clock} does not belong in this folder");

    internal static string LastTwo(MemberAccessExpressionSyntax access)
    {
        var owner = access.Expression is MemberAccessExpressionSyntax inner ? inner.Name.ToString() : access.Expression.ToString();
        return $"{owner}.{access.Name.Identifier.ValueText}";
    }
}
