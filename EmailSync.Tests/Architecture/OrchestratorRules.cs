using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EmailSync.Tests.Architecture;

/// <summary>
/// An orchestrator is run again from its history and must do the same each time: no clock, chance, environment, threads, I/O or injected things.
/// </summary>
internal static class OrchestratorRules
{
    private static readonly HashSet<string> Names =
    [
        "TimeProvider", "Random", "RandomNumberGenerator", "Environment", "ConfigureAwait", "HttpClient", "IHttpClientFactory", "Stopwatch", "Thread",
        "ThreadPool", "Parallel", "Timer", "PeriodicTimer", "File", "Directory", "IConfiguration", "ILoggerFactory", "ConcurrentDictionary",
    ];

    private static readonly HashSet<string> Members =
    [
        "Guid.NewGuid", "Guid.CreateVersion7", "Task.Delay", "Task.Run", "Task.Factory", "DateTime.Now", "DateTime.UtcNow", "DateTime.Today",
        "DateTimeOffset.Now", "DateTimeOffset.UtcNow",
    ];

    public static IEnumerable<string> Violations(SourceFile file) =>
        file.Root.DescendantNodes().OfType<ClassDeclarationSyntax>().Where(IsOrchestrator).SelectMany(type => Check(file, type));

    public static bool IsOrchestrator(ClassDeclarationSyntax type) =>
        type.Members.OfType<MethodDeclarationSyntax>().Any(method => method.ParameterList.Parameters.Any(parameter =>
            Attributes(parameter.AttributeLists).Any(attribute => SimpleName(attribute) is "OrchestrationTrigger" or "OrchestrationTriggerAttribute")));

    internal static IEnumerable<AttributeSyntax> Attributes(SyntaxList<AttributeListSyntax> lists) => lists.SelectMany(list => list.Attributes);

    internal static string SimpleName(AttributeSyntax attribute) => attribute.Name is QualifiedNameSyntax name ? name.Right.ToString() : attribute.Name.ToString();

    private static IEnumerable<string> Check(SourceFile file, ClassDeclarationSyntax type)
    {
        foreach (var node in type.DescendantNodes())
        {
            if (node is SimpleNameSyntax name && Names.Contains(name.Identifier.ValueText) && !IsDeclaredName(name))
                yield return file.At(node, $"an orchestrator may not use {name.Identifier.ValueText}");
            if (node is MemberAccessExpressionSyntax access && Members.Contains(CoreBoundaries.LastTwo(access)))
                yield return file.At(node, $"an orchestrator may not use {CoreBoundaries.LastTwo(access)}");
            if (node is ConstructorDeclarationSyntax { ParameterList.Parameters.Count: > 0 })
                yield return file.At(node, "nothing is injected into an orchestrator");
            if (node is FieldDeclarationSyntax field && !field.Modifiers.Any(SyntaxKind.ConstKeyword) && !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
                yield return file.At(node, "an orchestrator keeps nothing between its runs");
        }
        if (type.ParameterList is { Parameters.Count: > 0 } injected)
            yield return file.At(injected, "nothing is injected into an orchestrator");
    }

    // input.File, File: value and new X { File = … } name a property, not the type.
    private static bool IsDeclaredName(SimpleNameSyntax name) =>
        name.Identifier.ValueText != "ConfigureAwait"
        && (name.Parent is NameColonSyntax
            || (name.Parent is MemberAccessExpressionSyntax access && access.Name == name && !access.Expression.ToString().StartsWith("System", StringComparison.Ordinal))
            || (name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment && assignment.Left == name));
}
