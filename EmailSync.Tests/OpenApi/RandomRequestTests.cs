using System.Collections.Concurrent;
using System.Globalization;
using EmailSync.Tests.EndToEnd;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.OpenApi;

/// <summary>Whatever comes in is answered as the document says, and by no 500. EMAILSYNC_SEED draws other requests, EMAILSYNC_REQUESTS more of them.</summary>
[TestClass]
public sealed class RandomRequestTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task Random_requests_get_no_answer_that_the_document_lacks()
    {
        await using var world = await EndToEndWorld.StartAsync(Stop);
        var seed = Number("EMAILSYNC_SEED", 1);
        var requests = await RequestsAsync(world, new Random(seed));
        var (wrong, answers) = (new ConcurrentBag<string>(), new ConcurrentDictionary<int, int>());

        // Drawn one after the other, so that a seed draws the same ones; sent a few at a time.
        var drawn = Enumerable.Range(0, Number("EMAILSYNC_REQUESTS", 1500)).Select(_ => requests.Draw());
        await Parallel.ForEachAsync(drawn, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (request, stop) =>
        {
            using (request)
            {
                var asked = $"{request.Method} {request.RequestUri!.PathAndQuery}";
                try
                {
                    using var answer = await Web.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                    answers.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
                    if ((int)answer.StatusCode >= 500)
                        wrong.Add($"{asked}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    wrong.Add($"{asked}: {e.Message}");
                }
            }
        });

        TestContext.WriteLine($"seed {seed}: " + string.Join(", ", answers.OrderBy(a => a.Key).Select(a => $"{a.Key}: {a.Value}")));
        Assert.IsEmpty(wrong, $"seed {seed}, {wrong.Count} wrong:\n" + string.Join('\n', wrong.Distinct().Take(30)));
        Assert.IsTrue(answers.ContainsKey(200) && answers.ContainsKey(400) && answers.ContainsKey(404), "The requests reach what they are meant to reach.");
    }

    private async Task<RandomRequests> RequestsAsync(EndToEndWorld world, Random random)
    {
        var desk = await Desk.OpenAsync(world, "fuzz", Stop);
        await world.Outlook.HasAccountAsync("oli@fuzz.example", Stop);
        await desk.Location.HasUserAsync("oli", "oli@fuzz.example", Stop);
        await desk.Location.HasUserAsync("temp", "temp@fuzz.example", Stop);
        await desk.Location.ConnectsAsync("oli", "oli@fuzz.example", Stop, Provider.Outlook);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Hello", "For the CRM."), Stop);
        var message = (await desk.Location.ShowsAsync("ben", 1, Stop))[0].Id;
        await desk.Location.SendsThroughAsync(world.Simulators.SmtpPort, "news@fuzz.example", Stop);
        var batch = await desk.Location.SendsToManyAsync(new { userId = "ana", subject = "News", text = "News", messages = new[] { new { contactId = "ben" } } }, "many", Stop);
        var known = new Dictionary<string, string[]>
        {
            ["loc"] = ["fuzz", "fuzz", "fuzz", "fuzz", "spare-1", "spare-2"],
            ["user"] = ["ana", "oli", "temp"],
            ["contact"] = ["ben", "carla", "dora"],
            ["id"] = [message, batch, message[..^1] + "0"],
            ["att"] = ["1", "2"],
            ["email"] = [desk.Ben, "eve@mail.test"],
            ["provider"] = ["gmail", "outlook"],
        };
        var values = new RandomValues(random, Contract.Current.Root["components"]!["schemas"]!.AsObject(), new Uri(world.Simulators.CrmBaseUrl, "hooks/fuzz"));
        return new RandomRequests(random, Contract.Current, values, world.Functions, EndToEndWorld.ApiKey, known);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
