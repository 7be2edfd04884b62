using System.Diagnostics;
using Azure.Data.Tables;

namespace EmailSync.Tests.Crash;

/// <summary>One run: traffic on one side, disasters on the other, then the verdict.</summary>
internal sealed class CrashRun(CrashScale scale, TestContext output)
{
    private const string HubTable = "EmailSyncInstances";
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(2);

    // The sweep comes every 15 seconds: one more of them must find nothing to do over again.
    private static readonly TimeSpan oneMoreSweep = TimeSpan.FromSeconds(17);
    private readonly Stopwatch watch = Stopwatch.StartNew();

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        Say($"{scale}");
        await using var world = await CrashWorld.StartAsync(cancellationToken);
        world.KeepFolder = true;
        var plan = new CrashPlan(scale);
        var traffic = new CrashTraffic(plan, world, scale);
        await traffic.SetUpAsync(cancellationToken);
        await traffic.MakeSendingHardAsync(cancellationToken);
        Say($"{plan.Users.Count} mailboxes connected");

        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var playing = traffic.RunAsync(life.Token);
        try
        {
            await Task.WhenAll(KillAsync(world, cancellationToken), LoseHubAsync(world, traffic, cancellationToken));
            await playing;
        }
        catch
        {
            await life.CancelAsync();
            throw;
        }

        Say("everything has been sent");
        await world.IsReadyAsync(cancellationToken);
        var verdict = new CrashVerdict(plan, world, traffic);
        await SettleAsync(verdict, cancellationToken);
        await Task.Delay(oneMoreSweep, cancellationToken);
        Judge(await verdict.ProblemsAsync(cancellationToken), world);
        Assert.IsEmpty(KillMoments.MissingIn(await world.FunctionsLogAsync(cancellationToken)));
        world.KeepFolder = false;
        Say("each is there exactly once");
    }

    private async Task KillAsync(CrashWorld world, CancellationToken cancellationToken)
    {
        var moments = new KillMoments(scale.Seed);
        for (var kill = 1; kill <= scale.Kills; kill++)
        {
            var moment = await moments.NextAsync(world.Functions!, cancellationToken);
            await world.KillFunctionsAsync();
            Say($"kill {kill} {moment}");
            world.StartFunctions();
        }
    }

    /// <summary>The hub's table is deleted under the running engine, at even distances in the traffic.</summary>
    private async Task LoseHubAsync(CrashWorld world, CrashTraffic traffic, CancellationToken cancellationToken)
    {
        for (var loss = 1; loss <= scale.HubLosses; loss++)
        {
            while (traffic.MailsPlaced < scale.Mails * loss / (scale.HubLosses + 1))
                await Task.Delay(50, cancellationToken);
            await new TableServiceClient(world.Storage()).DeleteTableAsync(HubTable, cancellationToken);
            Say($"hub loss {loss}");
        }
    }

    /// <summary>Looks again while there is something amiss and it gets less.</summary>
    private async Task SettleAsync(CrashVerdict verdict, CancellationToken cancellationToken)
    {
        var fewest = int.MaxValue;
        var progress = Stopwatch.StartNew();
        while (await verdict.ProblemsAsync(cancellationToken) is { Count: > 0 } problems)
        {
            if (problems.Count < fewest)
            {
                fewest = problems.Count;
                progress.Restart();
                Say($"{fewest} things still amiss, such as: {problems[^1]}");
            }

            if (progress.Elapsed > patience)
                return;
            await Task.Delay(pause, cancellationToken);
        }
    }

    private void Judge(IReadOnlyList<string> problems, CrashWorld world)
    {
        if (problems.Count > 0)
            Assert.Fail($"Seed {scale.Seed}, logs in {world.Folder}, {problems.Count} problems:\n{string.Join('\n', problems.Take(50))}");
    }

    private void Say(string text) => output.WriteLine($"{watch.Elapsed.TotalSeconds,6:0.0} s  {text}");
}
