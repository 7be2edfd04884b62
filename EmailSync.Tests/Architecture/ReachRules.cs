using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EmailSync.Tests.Architecture;

/// <summary>Every HTTP function says what it reaches, or what guards it instead of a key; what belongs to no location is for the installation key.</summary>
internal static class ReachRules
{
    private const string LocationPart = "{loc}";

    public static IEnumerable<string> Violations(SourceFile file)
    {
        foreach (var method in file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            var trigger = method.ParameterList.Parameters
                .SelectMany(p => p.AttributeLists).SelectMany(l => l.Attributes).FirstOrDefault(a => OrchestratorRules.SimpleName(a) == "HttpTrigger");
            if (trigger is null)
                continue;
            var attributes = method.AttributeLists.SelectMany(l => l.Attributes).ToList();
            var reaches = attributes.Find(a => OrchestratorRules.SimpleName(a) == "Reaches");
            if (reaches is null == !attributes.Exists(a => OrchestratorRules.SimpleName(a) == "WithoutKey"))
                yield return file.At(method, "an HTTP function has either [Reaches] or [WithoutKey]");
            else if (reaches is not null && IsInstallation(reaches) == trigger.ToString().Contains(LocationPart, StringComparison.Ordinal))
                yield return file.At(method, "a route with {loc} reaches something of a location, and any other the installation");
        }
    }

    private static bool IsInstallation(AttributeSyntax reaches) =>
        reaches.ArgumentList?.Arguments.FirstOrDefault()?.Expression.ToString().EndsWith(".Installation", StringComparison.Ordinal) == true;
}
