using System.Net;
using System.Text.Json;
using EmailSync.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Tests.LocalHost;

[TestClass]
public sealed class HttpFunctionTests : IAsyncDisposable
{
    private readonly SampleJournal journal = new();
    private readonly ServiceProvider clients = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private FunctionsHost host = null!;
    private HttpClient http = null!;

    public required TestContext TestContext { get; init; }

    [TestInitialize]
    public async Task StartAsync()
    {
        host = await FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                Assembly = typeof(SampleFunctions).Assembly,
                Classes = [typeof(SampleFunctions)],
                ConfigureServices = (services, _) => services.AddSingleton(journal).AddScoped<SampleScoped>(),
                Middleware = [typeof(OuterMiddleware), typeof(InnerMiddleware)],
                Settings = new ConfigurationBuilder().Build(),
            },
            TestContext.CancellationToken);
        http = clients.GetRequiredService<IHttpClientFactory>().CreateClient();
        http.BaseAddress = host.BaseUrl;
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        http.Dispose();
        await clients.DisposeAsync();
    }

    [TestMethod]
    [DataRow("api/things/41", "GET 42")]
    [DataRow("api/things/screw", "GET named screw ")]
    [DataRow("api/rest/a/b%20c", "rest a/b c")]
    [DataRow("api/rest", "rest ")]
    public async Task The_most_specific_route_whose_constraints_hold_answers(string path, string expected)
    {
        var answer = await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.CancellationToken);

        Assert.AreEqual(expected, answer);
    }

    [TestMethod]
    [DataRow("PUT", "api/things/1")]
    [DataRow("DELETE", "api/things/screw")]
    [DataRow("GET", "api/unknown")]
    [DataRow("GET", "things/1")]
    [DataRow("GET", "")]
    [DataRow("POST", "_host/metrics")]
    public async Task What_no_function_answers_is_a_plain_404(string method, string path)
    {
        using var answer = await SendAsync(method, path);

        Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.AreEqual("", await answer.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task The_hosts_own_page_tells_what_has_run_here()
    {
        await http.GetStringAsync(new Uri("api/things/41", UriKind.Relative), TestContext.CancellationToken);
        await http.GetStringAsync(new Uri("api/things/42", UriKind.Relative), TestContext.CancellationToken);

        using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri("_host/metrics", UriKind.Relative), TestContext.CancellationToken));

        var run = page.RootElement.GetProperty("counters").EnumerateArray()
            .Single(counter => counter.GetProperty("tags").TryGetProperty("function", out var name) && name.GetString() == nameof(SampleFunctions.Whole));
        Assert.AreEqual("emailsync.host.executions", run.GetProperty("name").GetString());
        Assert.AreEqual(2, run.GetProperty("value").GetInt32());
        Assert.IsGreaterThan(0, page.RootElement.GetProperty("process").GetProperty("peakWorkingSetBytes").GetInt64());
    }

    [TestMethod]
    public async Task A_function_that_returns_nothing_answers_204()
    {
        using var answer = await SendAsync("DELETE", "api/things/7");

        Assert.AreEqual(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("removed", journal.Entries);
    }

    [TestMethod]
    public async Task An_action_result_is_executed_by_MVC()
    {
        using var answer = await SendAsync("PATCH", "api/action", new ByteArrayContent(new byte[12]));

        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode);
        Assert.AreEqual("""{"length":12}""", await answer.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task An_exception_answers_500_and_tells_nothing()
    {
        using var answer = await SendAsync("GET", "api/throws");

        Assert.AreEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.AreEqual("", await answer.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Middleware_runs_in_order_around_the_function_in_one_scope_that_is_disposed_last()
    {
        using var answer = await SendAsync("GET", "api/scope");

        Assert.AreEqual("True True True", await answer.Content.ReadAsStringAsync(TestContext.CancellationToken));
        await host.DisposeAsync();
        CollectionAssert.AreEqual(
            new[] { "outer in", "inner in", $"function Scope at {typeof(SampleFunctions).FullName}.Scope", "inner out", "outer out", "scope disposed" },
            journal.Entries.ToArray());
    }

    [TestMethod]
    public async Task A_middleware_may_answer_in_place_of_the_function()
    {
        using var answer = await SendAsync("DELETE", "api/things/7?refuse");

        Assert.AreEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
        CollectionAssert.DoesNotContain(journal.Entries.ToArray(), "removed");
    }

    [TestMethod]
    public async Task A_body_over_100_MB_is_refused_with_413()
    {
        using var content = new StreamContent(new EndlessStream(FunctionsHost.MaxBody + 1));
        content.Headers.ContentLength = FunctionsHost.MaxBody + 1;
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/rest/big") { Content = content };
        request.Headers.ExpectContinue = true;

        using var answer = await http.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [TestMethod]
    [DataRow("api/rest/big", "413")]
    [DataRow("api/unknown", "404")]
    public async Task A_caller_who_sends_everything_before_it_looks_gets_the_answer_too(string path, string status)
    {
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, host.BaseUrl.Port, TestContext.CancellationToken);
        await using var wire = tcp.GetStream();
        const long Length = FunctionsHost.MaxBody + (20 * 1024 * 1024);

        await wire.WriteAsync(
            System.Text.Encoding.ASCII.GetBytes($"POST /{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Length}\r\n\r\n"), TestContext.CancellationToken);
        await new EndlessStream(Length).CopyToAsync(wire, TestContext.CancellationToken);
        using var reader = new StreamReader(wire);
        var first = await reader.ReadLineAsync(TestContext.CancellationToken);

        StringAssert.StartsWith(first, $"HTTP/1.1 {status}", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_body_of_unknown_length_over_100_MB_is_refused_with_413()
    {
        using var content = new StreamContent(new EndlessStream(FunctionsHost.MaxBody + 1));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/rest/big") { Content = content };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await http.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [TestMethod]
    public async Task A_stopped_host_leaves_its_port_free()
    {
        var port = host.BaseUrl.Port;

        await host.DisposeAsync();

        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = content };
        return await http.SendAsync(request, TestContext.CancellationToken);
    }
}
