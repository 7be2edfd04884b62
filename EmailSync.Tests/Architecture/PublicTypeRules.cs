using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EmailSync.Tests.Architecture;

/// <summary>One public type per file, and the file has its name, so that a type is found without a search.</summary>
internal static class PublicTypeRules
{
    public static IEnumerable<string> Violations(SourceFile file)
    {
        var types = file.Root.DescendantNodes()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Cast<MemberDeclarationSyntax>()
            .Where(type => type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax && type.Modifiers.Any(SyntaxKind.PublicKeyword))
            .ToList();
        foreach (var type in types)
        {
            var name = NameOf(type);
            if (name != file.Name)
                yield return file.At(type, $"public type {name} is not in a file of its name");
        }
    }

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declared => declared.Identifier.ValueText,
        DelegateDeclarationSyntax declared => declared.Identifier.ValueText,
        _ => "",
    };
}
