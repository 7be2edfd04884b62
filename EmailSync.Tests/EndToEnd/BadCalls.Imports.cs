using System.Net;
using EmailSync.Functions.Directory.Imports;
using EmailSync.Functions.Events;

namespace EmailSync.Tests.EndToEnd;

internal sealed partial class BadCalls
{
    private const long ImportLimit = 64 * 1_048_576;

    private static IEnumerable<BadCall> Listening()
    {
        const string path = "locations/here/events";
        foreach (var query in new[] { "lastEventId=x", "lastEventId=-1", "lastEventId=99999999999999999999", "lastEventId=1%0A2", "contact=a%20b" })
            yield return new(nameof(ListenTrigger), "GET", $"{path}?{query}", Bad, "invalid_request");
        yield return new(nameof(ListenTrigger), "GET", $"{path}?contact=nobody", Missing, "unknown_contact");
        yield return new(nameof(ListenTrigger), "GET", "locations/nowhere/events", Missing, "unknown_location");
    }

    private static IEnumerable<BadCall> Imports()
    {
        const string path = "locations/here/contacts:import";
        foreach (var body in new[] { "", "\n", " \r\n\n\t" })
            yield return new BadCall(nameof(ImportContactsTrigger), "POST", path, Bad, "invalid_request").With(body);
        yield return new BadCall(nameof(ImportContactsTrigger), "POST", path, HttpStatusCode.RequestEntityTooLarge, "too_many_contacts")
            .With(string.Concat(Enumerable.Repeat("{}\n", 100_001)));
        yield return new(nameof(ImportContactsTrigger), "POST", path, HttpStatusCode.RequestEntityTooLarge, "body_too_large") { DeclaredLength = ImportLimit + 1 };
        yield return new BadCall(nameof(ImportContactsTrigger), "POST", "locations/nowhere/contacts:import", Missing, "unknown_location").With("{}");
        yield return new BadCall(nameof(ImportContactsTrigger), "POST", $"locations/{longId}/contacts:import", Bad, "invalid_request").With("{}");
        foreach (var id in new[] { "x", longId, new string('0', 24), "a%2Fb" })
            yield return new(nameof(GetImportTrigger), "GET", $"locations/here/imports/{id}", Missing, "unknown_import");
        yield return new(nameof(GetImportTrigger), "GET", $"locations/nowhere/imports/{new string('0', 24)}", Missing, "unknown_import");
    }
}
