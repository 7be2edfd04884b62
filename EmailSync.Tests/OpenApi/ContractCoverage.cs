using System.Collections.Concurrent;
using System.Net;
using EmailSync.Tests.Storage;

namespace EmailSync.Tests.OpenApi;

/// <summary>The reverse of <see cref="ContractHandler"/>: when every end-to-end test has run, every answer of the document has been seen.</summary>
[TestClass]
public sealed class ContractCoverage
{
    private const string EndToEnd = "EmailSync.Tests.EndToEnd.";
    private static readonly ConcurrentDictionary<string, bool> ran = new();

    /// <summary>They belong to every operation alike, and are shown at some: storage that does not answer, a key that asks too often.</summary>
    private static readonly int[] ofAll = [(int)HttpStatusCode.ServiceUnavailable, (int)HttpStatusCode.TooManyRequests];

    /// <summary>Shown elsewhere: a message is set aside after hours (Pipeline), and without its secret the route for inbound mail is none.</summary>
    private static readonly (string Operation, int Status)[] elsewhere = [("replayQuarantined", (int)HttpStatusCode.Accepted), ("inboundMail", (int)HttpStatusCode.NotFound)];

    [GlobalTestInitialize]
    public static void Note(TestContext context) => ran.TryAdd(context.FullyQualifiedTestClassName ?? "", true);

    [AssemblyCleanup]
    public static async Task EndAsync()
    {
        try
        {
            if (IsWholeRun)
                Assert.IsEmpty(Unseen, "Answers of the API's document that no test has seen:\n" + string.Join('\n', Unseen));
        }
        finally
        {
            await AzuriteFixture.EndAsync();
        }
    }

    private static bool IsWholeRun => typeof(ContractCoverage).Assembly.GetTypes()
        .Where(t => t.FullName!.StartsWith(EndToEnd, StringComparison.Ordinal) && t.IsDefined(typeof(TestClassAttribute), inherit: false))
        .All(t => ran.ContainsKey(t.FullName!));

    private static IReadOnlyList<string> Unseen =>
        [.. Contract.Current.Answers.Where(a => !ofAll.Contains(a.Status)).Except(ContractHandler.Seen).Except(elsewhere).Select(a => $"{a.Operation} {a.Status}").Order(StringComparer.Ordinal)];
}
