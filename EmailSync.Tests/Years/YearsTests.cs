using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using EmailSync.Core.Storage;
using EmailSync.Tests.Storage;

namespace EmailSync.Tests.Years;

/// <summary>
/// A mailbox stays connected for years, whatever becomes of its watch, its cursor, its grant, its provider and our process. A failure names its seed; EMAILSYNC_SEED repeats it,
/// EMAILSYNC_SEEDS says how many there are in the long form, from that one on.
/// </summary>
[TestClass]
public sealed class YearsTests
{
    private static readonly TimeSpan shortForm = TimeSpan.FromDays(100);
    private static readonly TimeSpan longForm = TimeSpan.FromDays(400);
    private static readonly TimeSpan onAzurite = TimeSpan.FromDays(60);
    private readonly Lock said = new();

    public required TestContext TestContext { get; init; }

    private static int? Asked => int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_SEED"), out var seed) ? seed : null;

    [TestMethod]
    public async Task Invariant_2_Mailboxes_live_through_a_hundred_days_of_trouble()
    {
        var wrong = await LiveAsync(Asked ?? 1, 6, shortForm);

        Assert.IsNull(wrong, wrong);
    }

    [TestMethod]
    [TestCategory("Long")]
    public async Task Invariant_2_Twenty_mailboxes_live_through_four_hundred_days_of_trouble()
    {
        OnlyInTheLongForm();
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_SEEDS"), out var asked) ? asked : Asked is null ? 200 : 1;
        var wrongs = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(Asked ?? 1, seeds),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (seed, _) =>
            {
                // A world that falls over is a finding about its seed; the others go on.
                try
                {
                    if (await LiveAsync(seed, 20, longForm) is { } wrong)
                        wrongs.Add(wrong);
                }
                catch (Exception e)
                {
                    Say(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: fell over: {e.Message}"));
                    wrongs.Add($"Repeat with EMAILSYNC_SEED={seed.ToString(CultureInfo.InvariantCulture)}. {e}");
                }
            });

        Assert.IsEmpty(wrongs, string.Join("\n\n", wrongs));
    }

    [TestMethod]
    [TestCategory("Long")]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task Invariant_2_Mailboxes_live_through_sixty_days_of_trouble_on_real_storage(int seed)
    {
        OnlyInTheLongForm();
        var wrong = await LiveAsync(seed, 4, onAzurite, await AzuriteFixture.TablesAsync(), await AzuriteFixture.BlobsAsync());

        Assert.IsNull(wrong, wrong);
    }

    /// <returns>What went wrong, or null.</returns>
    private async Task<string?> LiveAsync(int seed, int mailboxes, TimeSpan length, ITables? tables = null, IBlobs? blobs = null)
    {
        var watch = Stopwatch.StartNew();
        var plan = YearsPlan.Draw(seed, mailboxes, length);
        await using var world = await YearsWorld.StartAsync(mailboxes, tables, blobs);
        await world.LiveAsync(plan, length);
        var line = string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: {mailboxes} mailboxes, {length.TotalDays} days, {plan.Count} happenings, {world.Mails} mails, {world.Pushes} pushes, {world.Deaths} restarts, {world.Calls} calls, {world.Wrongs.Count} wrong, {watch.Elapsed.TotalSeconds:F0} s");
        Say(string.Join('\n', (string[])[line, .. world.Wrongs]));
        return world.Wrongs.Count == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"Repeat with EMAILSYNC_SEED={seed}. {world.Wrongs.Count} wrong:\n{string.Join('\n', world.Wrongs.Take(20))}");
    }

    private void Say(string line)
    {
        lock (said)
        {
            TestContext.WriteLine(line);
            if (Environment.GetEnvironmentVariable("EMAILSYNC_YEARS_LOG") is { Length: > 0 } log)
                File.AppendAllText(log, line + "\n");
        }
    }

    private static void OnlyInTheLongForm()
    {
        if (Environment.GetEnvironmentVariable("EMAILSYNC_LONG") != "1")
            Assert.Inconclusive("Part of the long form: set EMAILSYNC_LONG=1 (docs/testing.md).");
    }
}
