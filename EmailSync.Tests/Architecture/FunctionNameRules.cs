using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EmailSync.Tests.Architecture;

/// <summary>Functions are named by <c>nameof</c>, so that a rename reaches every caller; class, function and file share the name.</summary>
internal static class FunctionNameRules
{
    private static readonly HashSet<string> CallsByName =
        ["CallActivityAsync", "CallSubOrchestratorAsync", "ScheduleNewOrchestrationInstanceAsync"];

    public static IEnumerable<string> Violations(SourceFile file) => Declarations(file).Concat(Calls(file));

    private static IEnumerable<string> Declarations(SourceFile file)
    {
        foreach (var attribute in file.Root.DescendantNodes().OfType<AttributeSyntax>())
        {
            if (OrchestratorRules.SimpleName(attribute) is not ("Function" or "FunctionAttribute"))
                continue;
            var type = attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText;
            var name = NameOf(attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression);
            if (name is null)
                yield return file.At(attribute, "a function is named by nameof");
            else if (name != type || name != file.Name)
                yield return file.At(attribute, $"function {name}, class {type} and file {file.Name} must share one name");
        }
    }

    private static IEnumerable<string> Calls(SourceFile file) =>
        from call in file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let called = (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText
        where called is not null && CallsByName.Contains(called)
        let name = call.ArgumentList.Arguments.FirstOrDefault()?.Expression
        where NameOf(name) is null && !IsParameterGivenByNameOf(name)
        select file.At(call, $"{called} names what it calls by nameof");

    // A private method may take the name, when every call of it in the file gives it by nameof.
    private static bool IsParameterGivenByNameOf(ExpressionSyntax? expression)
    {
        if (expression is not IdentifierNameSyntax name
            || expression.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || !method.Modifiers.Any(modifier => modifier.ValueText == "private"))
            return false;
        var parameters = method.ParameterList.Parameters;
        var index = parameters.IndexOf(parameter => parameter.Identifier.ValueText == name.Identifier.ValueText);
        var calls = method.Parent!.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is SimpleNameSyntax called && called.Identifier.ValueText == method.Identifier.ValueText)
            .ToList();
        return index >= 0 && calls.Count > 0
            && calls.TrueForAll(call => NameOf(call.ArgumentList.Arguments.ElementAtOrDefault(index)?.Expression) is not null);
    }

    // nameof(X), also as new TaskName(nameof(X)).
    private static string? NameOf(ExpressionSyntax? expression) => expression switch
    {
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } call =>
            call.ArgumentList.Arguments[0].Expression is MemberAccessExpressionSyntax access
                ? access.Name.Identifier.ValueText
                : call.ArgumentList.Arguments[0].Expression.ToString(),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var only] } => NameOf(only.Expression),
        _ => null,
    };
}
