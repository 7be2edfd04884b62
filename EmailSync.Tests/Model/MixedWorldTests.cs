using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EmailSync.Core.Storage;
using EmailSync.Tests.Storage;

namespace EmailSync.Tests.Model;

/// <summary>
/// Two locations, six users, four mailboxes, two hundred contacts and the mail of some days end in the state that the model computes from RULES.md.
/// A failure names its seed; EMAILSYNC_SEED and EMAILSYNC_MAILS repeat it.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class MixedWorldTests
{
    private const int Contacts = 200;

    public required TestContext TestContext { get; init; }

    private static int? Asked => int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_SEED"), out var seed) ? seed : null;

    [TestMethod]
    public async Task A_mixed_world_ends_in_the_state_that_the_model_computes()
    {
        var difference = await PlayAsync(Asked ?? 1, Mails(200));

        Assert.IsNull(difference, difference);
    }

    [TestMethod]
    [TestCategory("Long")]
    public async Task Fifty_mixed_worlds_of_two_thousand_mails_end_in_the_state_that_the_model_computes()
    {
        OnlyInTheLongForm();
        var differences = new List<string>();
        foreach (var seed in Asked is { } asked ? [asked] : Enumerable.Range(1, 50))
        {
            if (await PlayAsync(seed, Mails(2000)) is { } difference)
                differences.Add(difference);
        }

        Assert.IsEmpty(differences, string.Join("\n\n", differences));
    }

    [TestMethod]
    [TestCategory("Long")]
    [DataRow(1)]
    [DataRow(2)]
    public async Task A_mixed_world_on_real_storage_ends_in_the_state_that_the_model_computes(int seed)
    {
        OnlyInTheLongForm();
        var difference = await PlayAsync(Asked ?? seed, Mails(500), await AzuriteFixture.TablesAsync(), await AzuriteFixture.BlobsAsync());

        Assert.IsNull(difference, difference);
    }

    /// <returns>How the product and the model differ, or null.</returns>
    private async Task<string?> PlayAsync(int seed, int mails, ITables? tables = null, IBlobs? blobs = null)
    {
        var random = Chance(seed);
        var people = MixedPeople.Make(random, Contacts);
        await using var world = await MixedWorld.StartAsync(people, tables, blobs);
        await new MixedStories(world, random, seed).TellAsync(mails);
        var model = new RulesModel(people);
        model.Play(world.History);

        var differences = await WorldComparison.DifferencesAsync(world, model);
        TestContext.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: {world.MailsWritten} mails, {world.Copies.Count} copies, {model.Threads.Sum(t => t.Messages.Count)} messages in {model.Threads.Count} threads, {differences.Count} differences"));
        return differences.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"Repeat with EMAILSYNC_SEED={seed} EMAILSYNC_MAILS={mails}. {differences.Count} differences:\n{string.Join('\n', differences.Take(25))}\nHow it came to the first:\n{Background.Of(differences[0], world, model)}");
    }

    private static int Mails(int usual) => int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_MAILS"), out var mails) ? mails : usual;

    private static void OnlyInTheLongForm()
    {
        if (Environment.GetEnvironmentVariable("EMAILSYNC_LONG") != "1")
            Assert.Inconclusive("The long form takes many minutes; set EMAILSYNC_LONG=1 to run it (docs/testing.md).");
    }

    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "A seed has to give the same world again.")]
    private static Random Chance(int seed) => new(seed);
}
