namespace EmailSync.Tests.Architecture;

/// <summary>Each rule sees what it is there for, and lets pass what only looks like it.</summary>
[TestClass]
public sealed class PlantedViolationTests
{
    [TestMethod]
    [DataRow("Sync/A.cs", "using Azure.Data.Tables;")]
    [DataRow("Sync/A.cs", "using Azure;")]
    [DataRow("Sync/A.cs", "using global::Google.Apis.Gmail.v1;")]
    [DataRow("Sync/A.cs", "using static Microsoft.Graph.Models.Message;")]
    [DataRow("Sync/A.cs", "using Mime = MimeKit.MimeMessage;")]
    [DataRow("Sending/A.cs", "class A { Microsoft.Graph.Models.Message? m; }")]
    [DataRow("Sending/A.cs", "class A { object m = new MimeKit.MimeMessage(); }")]
    [DataRow("Sending/A.cs", "class A { object m = MimeKit.MimeMessage.Load(\"x\"); }")]
    [DataRow("Mailboxes/A.cs", "class A(HttpClient client);")]
    [DataRow("Mailboxes/A.cs", "class A(IHttpClientFactory clients);")]
    [DataRow("Storage/A.cs", "using Google.Apis.Auth;")]
    [DataRow("Storage/A.cs", "class A(HttpClient client);")]
    [DataRow("Mail/A.cs", "using Azure.Storage.Blobs;")]
    [DataRow("Providers/Gmail/A.cs", "using Azure.Data.Tables;")]
    [DataRow("Crm/A.cs", "using Azure.Data.Tables;")]
    [DataRow("Mailboxes/TokensOfOthers/A.cs", "class A(HttpClient client);")]
    [DataRow("Sync/A.cs", "class A { long t = DateTimeOffset.UtcNow.Ticks; }")]
    [DataRow("Sync/A.cs", "class A { object t = System.DateTime.Now; }")]
    [DataRow("Sync/A.cs", "class A { long t = Environment.TickCount64; }")]
    [DataRow("Sync/A.cs", "class A { object t = TimeProvider.System.GetUtcNow(); }")]
    [DataRow("Threads/A.cs", "class A { object t = System.Diagnostics.Stopwatch.StartNew(); }")]
    public void An_sdk_http_or_a_clock_in_the_wrong_folder_is_seen(string path, string text)
    {
        var violations = CoreBoundaries.Violations(new SourceFile("EmailSync.Core/" + path, text)).ToList();

        Assert.IsNotEmpty(violations);
        StringAssert.StartsWith(violations[0], $"EmailSync.Core/{path}:1: ");
    }

    [TestMethod]
    [DataRow("Storage/A.cs", "using Azure.Data.Tables; class A { object t = Azure.ETag.All; }")]
    [DataRow("Providers/Gmail/A.cs", "using Google.Apis.Gmail.v1; class A(HttpClient client) { object t = TimeProvider.System; }")]
    [DataRow("Mailboxes/Tokens/A.cs", "class A(IHttpClientFactory clients);")]
    [DataRow("Mail/A.cs", "using MimeKit;")]
    [DataRow("Sync/A.cs", "class A(TimeProvider time) { object t = time.GetUtcNow(); }")]
    [DataRow("Sync/A.cs", "class A { string t = \"Azure.Data.Tables\"; /* MimeKit.MimeMessage */ object g = MailProviderName.Google; }")]
    [DataRow("EmailSyncServices.cs", "class A { object t = TimeProvider.System; }")]
    public void An_adapter_in_its_folder_and_an_injected_clock_pass(string path, string text)
    {
        var violations = CoreBoundaries.Violations(new SourceFile("EmailSync.Core/" + path, text)).ToList();

        Assert.IsEmpty(violations, string.Join('\n', violations));
    }

    [TestMethod]
    [DataRow("", "locations/{loc}")]
    [DataRow("[WithoutKey(\"x\")] [Reaches(Reach.Read)]", "locations/{loc}")]
    [DataRow("[Reaches(Reach.Installation)]", "locations/{loc}/things")]
    [DataRow("[Reaches(Reach.Read)]", "things")]
    public void A_function_that_says_nothing_or_too_much_of_what_it_reaches_is_seen(string attributes, string route) =>
        Assert.HasCount(1, ReachRules.Violations(Trigger(attributes, route)).ToList());

    [TestMethod]
    [DataRow("[WithoutKey(\"x\")]", "things")]
    [DataRow("[Reaches(Reach.Installation)]", "things")]
    [DataRow("[Reaches(Reach.Send)]", "locations/{loc}/things")]
    public void A_function_that_says_what_it_reaches_passes(string attributes, string route) =>
        Assert.IsEmpty(ReachRules.Violations(Trigger(attributes, route)).ToList());

    private static SourceFile Trigger(string attributes, string route) => new(
        "EmailSync.Functions/A.cs", $"class A {{ {attributes} public void Run([HttpTrigger(AuthorizationLevel.Anonymous, \"get\", Route = \"{route}\")] HttpRequest request) {{ }} }}");

    [TestMethod]
    [DataRow("var t = TimeProvider.System.GetUtcNow();")]
    [DataRow("var t = DateTime.UtcNow;")]
    [DataRow("var g = Guid.NewGuid();")]
    [DataRow("await Task.Delay(1);")]
    [DataRow("await Task.Run(() => 1);")]
    [DataRow("var r = new Random(1);")]
    [DataRow("var r = Random.Shared.Next();")]
    [DataRow("var e = Environment.GetEnvironmentVariable(\"X\");")]
    [DataRow("var e = System.Environment.NewLine;")]
    [DataRow("await context.CallActivityAsync(nameof(B)).ConfigureAwait(false);")]
    [DataRow("HttpClient client = null!;")]
    [DataRow("Thread.Sleep(1);")]
    public void A_step_that_may_differ_the_next_time_is_seen(string statement)
    {
        var violations = OrchestratorRules.Violations(Orchestrator("", "", statement)).ToList();

        Assert.IsNotEmpty(violations);
    }

    [TestMethod]
    [DataRow("(ILogger<A> logger)", "")]
    [DataRow("", "public A(ITables tables) { }")]
    [DataRow("", "private static int runs;")]
    [DataRow("", "private int runs;")]
    public void What_is_injected_or_kept_between_runs_is_seen(string parameters, string member)
    {
        var violations = OrchestratorRules.Violations(Orchestrator(parameters, member, "")).ToList();

        Assert.HasCount(1, violations);
    }

    [TestMethod]
    public void An_orchestrator_by_the_rules_passes_and_other_classes_are_not_its_business()
    {
        var orchestrator = Orchestrator("", "private const int Most = 3; private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);", """
            var id = context.NewGuid();
            await context.CreateTimer(context.CurrentUtcDateTime + Pause, default);
            await Task.WhenAll(context.CallActivityAsync(nameof(B), new Work { File = input.File, Timer = 1 }));
            """);
        var activity = new SourceFile("EmailSync.Functions/B.cs", "class B(TimeProvider time) { object t = Guid.NewGuid(); }");

        var violations = OrchestratorRules.Violations(orchestrator).Concat(OrchestratorRules.Violations(activity)).ToList();

        Assert.IsEmpty(violations, string.Join('\n', violations));
    }

    [TestMethod]
    [DataRow("[Function(\"A\")] void Run() { }")]
    [DataRow("[Function(Names.A)] void Run() { }")]
    [DataRow("[Function(nameof(B))] void Run() { }")]
    [DataRow("[Function(nameof(Run))] void Run() { }")]
    [DataRow("void Run() => context.CallActivityAsync(\"B\", 1);")]
    [DataRow("void Run() => context.CallActivityAsync<int>(\"B\", 1);")]
    [DataRow("void Run() => context.CallSubOrchestratorAsync(name);")]
    [DataRow("void Run() => client.ScheduleNewOrchestrationInstanceAsync($\"{x}B\");")]
    [DataRow("void Run() => client.ScheduleNewOrchestrationInstanceAsync(new TaskName(\"B\"));")]
    [DataRow("private void Run(string name) => client.ScheduleNewOrchestrationInstanceAsync(name); void Go() => Run(\"B\");")]
    [DataRow("public void Run(string name) => client.ScheduleNewOrchestrationInstanceAsync(name); void Go() => Run(nameof(B));")]
    public void A_name_that_a_rename_would_miss_is_seen(string member)
    {
        var violations = FunctionNameRules.Violations(new SourceFile("EmailSync.Functions/A.cs", $"class A {{ {member} }}")).ToList();

        Assert.HasCount(1, violations);
    }

    [TestMethod]
    public void A_function_in_a_file_of_another_name_is_seen()
    {
        var file = new SourceFile("EmailSync.Functions/Other.cs", "class A { [Function(nameof(A))] void Run() { } }");

        Assert.HasCount(1, FunctionNameRules.Violations(file).ToList());
    }

    [TestMethod]
    public void Names_by_nameof_pass()
    {
        var file = new SourceFile("EmailSync.Functions/Sync/A.cs", """
            class A
            {
                [Function(nameof(A))] void Run() => context.CallActivityAsync<int>(nameof(B), 1);
                void Start() => client.ScheduleNewOrchestrationInstanceAsync(new TaskName(nameof(A)));
                void StartOther() => Start(1, nameof(C));
                private void Start(int id, string name) => client.ScheduleNewOrchestrationInstanceAsync(name, id);
            }
            """);

        Assert.IsEmpty(FunctionNameRules.Violations(file).ToList());
    }

    [TestMethod]
    [DataRow("public class B;")]
    [DataRow("public class A; public record B;")]
    [DataRow("namespace N; public class A; public enum E { One }")]
    [DataRow("namespace N { public interface IB; }")]
    [DataRow("public delegate void D();")]
    public void A_public_type_without_a_file_of_its_name_is_seen(string text)
    {
        var violations = PublicTypeRules.Violations(new SourceFile("EmailSync.Core/A.cs", text)).ToList();

        Assert.HasCount(1, violations);
    }

    [TestMethod]
    [DataRow("A.cs", "namespace N; public class A { public class Nested; } internal class Helper;")]
    [DataRow("A.Part.cs", "public partial class A;")]
    [DataRow("A.cs", "public class A<T>;")]
    [DataRow("Others.cs", "internal class A; internal class B;")]
    public void One_public_type_with_its_helpers_passes(string name, string text)
    {
        var violations = PublicTypeRules.Violations(new SourceFile("EmailSync.Core/" + name, text)).ToList();

        Assert.IsEmpty(violations, string.Join('\n', violations));
    }

    private static SourceFile Orchestrator(string parameters, string member, string statement) => new("EmailSync.Functions/A.cs", $$"""
        class A{{parameters}}
        {
            {{member}}
            [Function(nameof(A))]
            public async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
            {
                {{statement}}
            }
        }
        """);
}
