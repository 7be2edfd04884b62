using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Model;

/// <summary>
/// Two locations, six users, four mailboxes, two hundred contacts and the mail of some days end in the state that the model computes from RULES.md.
/// A failure names its seed; EMAILSYNC_SEED repeats it.
/// </summary>
[TestClass]
public sealed class MixedWorldTests
{
    private const int Contacts = 200;

    public required TestContext TestContext { get; init; }

    private static int? Asked => int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_SEED"), out var seed) ? seed : null;

    private static int Mails(int usual) => int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_MAILS"), out var mails) ? mails : usual;

    [TestMethod]
    public Task A_mixed_world_ends_in_the_state_that_the_model_computes() => PlayAsync(Asked ?? 1, Mails(200));

    private async Task PlayAsync(int seed, int mails, ITables? tables = null, IBlobs? blobs = null)
    {
        var rules = new ModelRules([Rule.R14, Rule.R15, Rule.R16, Rule.R20, Rule.R22]);
        var random = Chance(seed);
        var people = MixedPeople.Make(random, Contacts, rules);
        await using var world = await MixedWorld.StartAsync(people, tables, blobs);
        await new MixedStories(world, random, seed, rules).TellAsync(mails);
        var model = new RulesModel(people, rules);
        model.Play(world.History);

        var differences = await WorldComparison.DifferencesAsync(world, model);
        TestContext.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: {world.MailsWritten} mails, {world.Copies.Count} copies, {model.Threads.Sum(t => t.Messages.Count)} messages in {model.Threads.Count} threads"));
        Assert.IsEmpty(differences, string.Create(CultureInfo.InvariantCulture,
            $"Repeat with EMAILSYNC_SEED={seed} EMAILSYNC_MAILS={mails}. {differences.Count} differences:\n{string.Join('\n', differences.Take(25))}"));
    }

    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "A seed has to give the same world again.")]
    private static Random Chance(int seed) => new(seed);
}
