namespace EmailSync.Tests.Architecture;

/// <summary>The sources keep the rules; the tests beside this one plant violations and show that each rule sees them.</summary>
[TestClass]
public sealed class ArchitectureTests
{
    [TestMethod]
    public void Only_adapters_touch_sdks_http_and_the_clock() => Keeps(CoreBoundaries.Violations, "EmailSync.Core");

    [TestMethod]
    public void Orchestrators_do_the_same_each_time() => Keeps(OrchestratorRules.Violations, "EmailSync.Functions");

    [TestMethod]
    public void Functions_are_named_by_nameof_after_their_class_and_file() => Keeps(FunctionNameRules.Violations, "EmailSync.Functions");

    [TestMethod]
    public void Every_http_function_says_what_it_reaches() => Keeps(ReachRules.Violations, "EmailSync.Functions");

    [TestMethod]
    [DataRow("EmailSync.Core")]
    [DataRow("EmailSync.Functions")]
    [DataRow("EmailSync.Simulators")]
    [DataRow("EmailSync.LocalHost")]
    public void Each_public_type_has_a_file_of_its_name(string project) => Keeps(PublicTypeRules.Violations, project);

    private static void Keeps(Func<SourceFile, IEnumerable<string>> rule, string project)
    {
        var sources = Sources.Of(project);

        var violations = sources.SelectMany(rule).ToList();

        Assert.IsNotEmpty(sources);
        Assert.IsEmpty(violations, string.Join('\n', violations));
    }
}
