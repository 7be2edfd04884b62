using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EmailSync.Tests.Architecture;

/// <summary>A source file, parsed. The path is relative to the repository, with forward slashes.</summary>
internal sealed class SourceFile(string path, string text)
{
    public string Path { get; } = path;

    public SyntaxNode Root { get; } = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();

    /// <summary>The file's name up to its first dot: a part of a type may be in <c>Type.Part.cs</c>.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..].Split('.')[0];

    public string At(SyntaxNode node, string what) =>
        $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {what}";

    public string At(SyntaxToken token, string what) =>
        $"{Path}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {what}";
}
