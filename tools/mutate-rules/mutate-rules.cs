#:package Microsoft.CodeAnalysis.CSharp
#:property TreatWarningsAsErrors=false
#:property EnforceCodeStyleInBuild=false
#:property AnalysisMode=None
#:property PublishAot=false

// Flips every condition in the rules folder, one at a time, and runs the rule tests on each: a flip that no test notices is a rule that no test holds.
//
//   dotnet run tools/mutate-rules/mutate-rules.cs
//
// Works on a copy of the project in the temporary folder. Survivors have to stand in survivors.txt beside this file, with the reason why they change
// nothing; anything else ends with exit code 1.
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

const string Rules = "EmailSync.Core/Sync/Rules";
const string Tests = "FullyQualifiedName~EmailSync.Tests.Sync.&TestCategory!=Long";

var root = FindRoot(Directory.GetCurrentDirectory());
var known = ReadSurvivors(Path.Combine(root, "tools", "mutate-rules", "survivors.txt"));
var copy = Directory.CreateTempSubdirectory("emailsync-mutants-").FullName;
try
{
    CopyTree(root, copy);
    Console.WriteLine("Building the unchanged project …");
    if (Run(copy, "build EmailSync.Tests -v q -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false") != 0)
        return Fail("The project does not build.");
    var output = Directory.GetFiles(Path.Combine(copy, "EmailSync.Tests", "bin"), "EmailSync.Tests.dll", SearchOption.AllDirectories).Single();
    if (Run(copy, $"test \"{output}\" --filter \"{Tests}\"") != 0)
        return Fail("The rule tests fail without any change.");

    var (killed, impossible) = (0, 0);
    List<Mutant> survivors = [];
    foreach (var file in Directory.GetFiles(Path.Combine(copy, Rules), "*.cs").Order(StringComparer.Ordinal))
    {
        var source = File.ReadAllText(file);
        foreach (var mutant in Mutants(Path.GetFileName(file), source))
        {
            File.WriteAllText(file, mutant.Source);
            if (Run(copy, "build EmailSync.Core -v q --no-restore -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:TreatWarningsAsErrors=false") != 0)
            {
                impossible++;
                continue;
            }
            File.Copy(
                Directory.GetFiles(Path.Combine(copy, "EmailSync.Core", "bin"), "EmailSync.Core.dll", SearchOption.AllDirectories).Single(),
                Path.Combine(Path.GetDirectoryName(output)!, "EmailSync.Core.dll"),
                overwrite: true);
            if (Run(copy, $"test \"{output}\" --filter \"{Tests}\"") != 0)
            {
                killed++;
                continue;
            }
            survivors.Add(mutant);
            Console.WriteLine($"SURVIVED {mutant}{(known.TryGetValue(mutant.Key, out var why) ? $"  ({why})" : "")}");
        }
        File.WriteAllText(file, source);
    }

    var unexplained = survivors.Where(m => !known.ContainsKey(m.Key)).ToList();
    var gone = known.Keys.Except(survivors.Select(m => m.Key)).ToList();
    Console.WriteLine($"{killed} killed, {survivors.Count} survived ({unexplained.Count} unexplained), {impossible} that no compiler takes");
    foreach (var key in gone)
        Console.WriteLine($"Listed as a survivor, but it is none: {key}");
    return unexplained.Count + gone.Count == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(copy, recursive: true);
}

static IEnumerable<Mutant> Mutants(string file, string source)
{
    var tree = CSharpSyntaxTree.ParseText(source);
    var seen = new HashSet<(TextSpan, string)>();
    foreach (var node in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>())
    {
        foreach (var replacement in Replacements(node))
        {
            if (!seen.Add((node.Span, replacement)))
                continue;
            var line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
            yield return new Mutant(file, line, node.ToString(), replacement, source[..node.SpanStart] + replacement + source[node.Span.End..]);
        }
    }
}

static IEnumerable<string> Replacements(ExpressionSyntax node)
{
    if (IsCondition(node))
        yield return node is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not ? not.Operand.ToString() : $"!({node})";
    if (node is not BinaryExpressionSyntax binary)
        yield break;
    foreach (var other in Others(binary.Kind()))
        yield return $"{binary.Left} {other} {binary.Right}";
    if (binary.IsKind(SyntaxKind.CoalesceExpression))
        yield return binary.Right.ToString();
}

// The boundary beside the flip: "<" and "<=" differ where a rule says "from then on".
static IEnumerable<string> Others(SyntaxKind kind) => kind switch
{
    SyntaxKind.LogicalAndExpression => ["||"],
    SyntaxKind.LogicalOrExpression => ["&&"],
    SyntaxKind.LessThanExpression => ["<="],
    SyntaxKind.LessThanOrEqualExpression => ["<"],
    SyntaxKind.GreaterThanExpression => [">="],
    SyntaxKind.GreaterThanOrEqualExpression => [">"],
    _ => [],
};

// Whatever decides: the condition of an if, a loop or "?:", an operand of && and ||, a filter, and what a predicate answers.
static bool IsCondition(ExpressionSyntax node) => node.Parent switch
{
    IfStatementSyntax statement => statement.Condition == node,
    WhileStatementSyntax statement => statement.Condition == node,
    ConditionalExpressionSyntax choice => choice.Condition == node,
    BinaryExpressionSyntax binary => binary.IsKind(SyntaxKind.LogicalAndExpression) || binary.IsKind(SyntaxKind.LogicalOrExpression),
    PrefixUnaryExpressionSyntax prefix => prefix.IsKind(SyntaxKind.LogicalNotExpression) && node is InvocationExpressionSyntax or IsPatternExpressionSyntax,
    WhenClauseSyntax => true,
    LambdaExpressionSyntax or ArrowExpressionClauseSyntax or SwitchExpressionArmSyntax or ReturnStatementSyntax => IsBoolean(node),
    _ => false,
};

static bool IsBoolean(ExpressionSyntax node) => node switch
{
    ParenthesizedExpressionSyntax inner => IsBoolean(inner.Expression),
    BinaryExpressionSyntax binary => binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression
        or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
        or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression,
    PrefixUnaryExpressionSyntax prefix => prefix.IsKind(SyntaxKind.LogicalNotExpression),
    IsPatternExpressionSyntax => true,
    LiteralExpressionSyntax literal => literal.Kind() is SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression,
    MemberAccessExpressionSyntax member => member.Name.Identifier.Text is ['I', 's', ..] or "MultiLocation" or "MayBecomeContact",
    InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } => called.Name.Identifier.Text is "Any" or "All" or "Contains" or "HasFlag" or "Is",
    _ => false,
};

static Dictionary<string, string> ReadSurvivors(string path) => File.Exists(path)
    ? File.ReadLines(path)
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(" ## ", 2))
        .ToDictionary(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "", StringComparer.Ordinal)
    : [];

static int Run(string folder, string arguments)
{
    using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
    process.OutputDataReceived += (_, _) => { };
    process.ErrorDataReceived += (_, _) => { };
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();

    // With a limit: without one it would wait for the end of the output, which the build's own servers keep open.
    process.WaitForExit(int.MaxValue);
    return process.ExitCode;
}

static void CopyTree(string from, string to)
{
    foreach (var folder in Directory.GetDirectories(from))
    {
        if (Path.GetFileName(folder) is ".git" or "bin" or "obj" or "node_modules" or "TestResults")
            continue;
        CopyTree(folder, Directory.CreateDirectory(Path.Combine(to, Path.GetFileName(folder))).FullName);
    }
    foreach (var file in Directory.GetFiles(from))
        File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
}

static string FindRoot(string folder) =>
    File.Exists(Path.Combine(folder, "EmailSync.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Run it inside the project."));

static int Fail(string what)
{
    Console.Error.WriteLine(what);
    return 2;
}

sealed record Mutant(string File, int Line, string Before, string After, string Source)
{
    /// <summary>Names it whatever line it stands on.</summary>
    public string Key => $"{File}: {Flat(Before)} => {Flat(After)}";

    public override string ToString() => $"{File}:{Line}: {Flat(Before)} => {Flat(After)}";

    private static string Flat(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
