using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Tests.Documentation;
using Microsoft.OpenApi;

namespace EmailSync.Tests.OpenApi;

[TestClass]
public sealed class ApiDocumentTests
{
    [TestMethod]
    public void The_document_is_OpenAPI_3_1_without_a_fault()
    {
        var read = OpenApiDocument.Parse(Contract.Current.Root.ToJsonString(), "json");

        Assert.AreEqual(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.IsEmpty(read.Diagnostic.Errors, string.Join("\n", read.Diagnostic.Errors));
        Assert.IsEmpty(read.Diagnostic.Warnings, string.Join("\n", read.Diagnostic.Warnings));
    }

    [TestMethod]
    public void Every_function_is_in_it_and_says_what_it_answers()
    {
        var silent = ApiOperation.All.Where(o => o.Get<OperationAttribute>() is null || !o.Each<AnswersAttribute>().Any()).Select(o => o.Name);

        Assert.IsEmpty(silent, string.Join(", ", silent));
        Assert.AreEqual(ApiOperation.All.Count, Contract.Current.Root["paths"]!.AsObject().Sum(path => path.Value!.AsObject().Count));
    }

    [TestMethod]
    public void Every_code_in_it_is_explained()
    {
        var page = MarkdownFile.Read("docs/errors.md");

        var codes = ApiOperation.All.SelectMany(o => ApiRefusals.Of(o).Values.SelectMany(c => c)).Distinct().ToList();

        Assert.IsEmpty(codes.Where(code => !page.Names(code)));
        Assert.IsTrue(codes.Count > 30);
    }

    [TestMethod]
    [DataRow("/mailboxes", "get", "installationKey")]
    [DataRow("/locations/{loc}/keys", "post", "installationKey locationKey")]
    [DataRow("/locations/{loc}/messages", "post", "installationKey locationKey userToken:send")]
    [DataRow("/locations/{loc}/messages/{id}", "get", "installationKey locationKey userToken:read")]
    [DataRow("/health", "get", "")]
    public void It_says_with_what_a_call_may_be_made(string path, string verb, string expected)
    {
        var security = Contract.Current.Root["paths"]![path]![verb]!["security"]!.AsArray();

        var ways = security.Select(way => way!.AsObject().Single()).Select(way => string.Join(':', way.Value!.AsArray().Select(s => s!.GetValue<string>()).Prepend(way.Key)));
        Assert.AreEqual(expected, string.Join(' ', ways));
    }

    [TestMethod]
    public void Examples_are_what_their_types_read_and_their_schemas_allow()
    {
        var examples = typeof(ApiDocument).Assembly.GetTypes().Select(t => (Type: t, Example: t.GetCustomAttribute<ExampleAttribute>()?.Json)).Where(e => e.Example is not null).ToList();
        var strict = new JsonSerializerOptions(ApiJson.Default.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

        foreach (var (type, example) in examples)
        {
            Assert.IsNotNull(JsonSerializer.Deserialize(example!, type, strict));
            Assert.IsNull(Contract.Current.Violation(type.Name, new JsonObject { ["$ref"] = "#/components/schemas/" + type.Name }, Encoding.UTF8.GetBytes(example!)));
        }
        Assert.IsTrue(examples.Count >= 6);
    }

    [TestMethod]
    public void A_body_that_lacks_a_member_or_has_a_wrong_word_is_noticed()
    {
        var send = new JsonObject { ["$ref"] = "#/components/schemas/SendBody" };

        Assert.IsNotNull(Contract.Current.Violation("send", send, """{ "contactId": "ben" }"""u8));
        Assert.IsNotNull(Contract.Current.Violation("send", send, """{ "userId": "ana", "contactId": "ben", "kind": "loud" }"""u8));
        Assert.IsNull(Contract.Current.Violation("send", send, """{ "userId": "ana", "contactId": "ben" }"""u8));
    }

    [TestMethod]
    public void Answers_that_the_document_lacks_are_noticed()
    {
        Assert.IsNotNull(Contract.Current.Judge("GET", "health", 500, "application/problem+json", "{}"u8));
        Assert.IsNotNull(Contract.Current.Judge("GET", "health", 200, "text/plain", "ok"u8));
        Assert.IsNotNull(Contract.Current.Judge("GET", "health", 200, "application/json", """{ "status": 1 }"""u8));
        Assert.IsNull(Contract.Current.Judge("GET", "health", 200, "application/json", """{ "status": "ok" }"""u8));
        Assert.IsNull(Contract.Current.Judge("GET", "nothing", 404, "application/problem+json", "{}"u8));
    }

    [TestMethod]
    public void Members_are_explained_by_the_words_of_the_source()
    {
        var message = Contract.Current.Root["components"]!["schemas"]!["Message"]!["properties"]!;

        Assert.StartsWith("When the provider took in the first report", message["bouncedAt"]!["description"]!.GetValue<string>());
    }

    [TestMethod]
    public void The_page_for_people_has_every_operation_and_no_script()
    {
        var page = ApiPage.Of(Contract.Current.Root);

        Assert.IsEmpty(ApiOperation.All.Where(o => !page.Contains($"id=\"{o.Id}\"", StringComparison.Ordinal)).Select(o => o.Id));
        Assert.DoesNotContain("<script", page);
    }
}
