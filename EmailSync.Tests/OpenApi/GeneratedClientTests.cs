using System.Net.Http.Headers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;
using EmailSync.Tests.EndToEnd;
using EmailSync.Tests.EndToEnd.Drivers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using NSwag.CodeGeneration.CSharp;

namespace EmailSync.Tests.OpenApi;

/// <summary>A client that NSwag generates from the document compiles, and lives through what the README shows.</summary>
[TestClass]
public sealed class GeneratedClientTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_client_generated_from_the_document_lives_through_the_demo()
    {
        var scenario = Compile(await GenerateAsync(), await File.ReadAllTextAsync(ScenarioFile(), Stop)).GetType("Scenario")!.GetMethod("RunAsync")!;
        await using var world = await EndToEndWorld.StartAsync(Stop);
        await world.Gmail.HasAccountAsync("ana@generated.example", Stop);
        await world.Gmail.HasAccountAsync("ben@generated.test", Stop);
        using var http = Client(world);

        var seen = await Explained((Task<string>)scenario.Invoke(null,
        [
            http,
            "ana@generated.example",
            "ben@generated.test",
            async Task<string> (string page) => (await new Browser().OpenAsync(new Uri(page), new Uri("http://127.0.0.1/back"), Stop)).Address.AbsoluteUri,
            Task (string subject, string? parent) =>
                world.Gmail.SendsAsync("ben@generated.test", new Letter("ben@generated.test", "ana@generated.example", subject, "Hello") { Answers = parent }, Stop),
        ])!);

        Assert.AreEqual("inbound outbound inbound in 1 thread", seen);
    }

    /// <summary>A generated exception keeps the problem document to itself.</summary>
    private static async Task<string> Explained(Task<string> scenario)
    {
        try
        {
            return await scenario;
        }
        catch (Exception e) when (e.GetType().GetProperty("Result")?.GetValue(e) is { } problem)
        {
            throw new InvalidOperationException(JsonSerializer.Serialize(problem), e);
        }
    }

    private static async Task<string> GenerateAsync()
    {
        var document = await NSwag.OpenApiDocument.FromJsonAsync(Contract.Current.Root.ToJsonString());
        return new CSharpClientGenerator(document, new CSharpClientGeneratorSettings
        {
            ClassName = "EmailSyncClient",
            UseBaseUrl = false,
            GenerateOptionalParameters = true,
            CSharpGeneratorSettings =
            {
                Namespace = "EmailSync.Client",
                JsonLibrary = NJsonSchema.CodeGeneration.CSharp.CSharpJsonLibrary.SystemTextJson,
                GenerateNullableReferenceTypes = true,
                GenerateOptionalPropertiesAsNullable = true,
                EnumNameGenerator = new WordsAsTheyAre(),
            },
        }).GenerateFile();
    }

    private static Assembly Compile(params string[] sources)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            "EmailSync.Client.Generated",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var errors = compilation.Emit(assembly).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.IsEmpty(errors, string.Join('\n', errors.Take(20)));
        assembly.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(assembly);
    }

    private static HttpClient Client(EndToEndWorld world)
    {
        var services = new ServiceCollection();
        services.AddHttpClient(nameof(GeneratedClientTests)).AddHttpMessageHandler(() => new ContractHandler());
        var http = services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient(nameof(GeneratedClientTests));
        http.BaseAddress = new Uri(world.Functions, "api/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", EndToEndWorld.ApiKey);
        return http;
    }

    private static string ScenarioFile([CallerFilePath] string caller = "")
    {
        for (var folder = Path.GetDirectoryName(caller); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, "tools", "generated-client", "Scenario.cs");
            if (File.Exists(file))
                return file;
        }
        Assert.Inconclusive("The sources are not here, so neither is tools/generated-client.");
        return "";
    }

    /// <summary>System.Text.Json writes members by their names.</summary>
    private sealed class WordsAsTheyAre : NJsonSchema.CodeGeneration.IEnumNameGenerator
    {
        public string Generate(int index, string? name, object? value, NJsonSchema.JsonSchema schema) => name!.Replace('.', '_');
    }
}
