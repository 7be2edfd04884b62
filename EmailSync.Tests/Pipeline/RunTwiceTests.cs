using EmailSync.Core.Sending;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>An engine delivers activities at least once.</summary>
public abstract class RunTwiceTests : Story
{
    [TestMethod]
    public async Task Every_step_run_twice_gives_what_running_it_once_gives()
    {
        var once = await StoryAsync(runTwice: false);
        var twice = await StoryAsync(runTwice: true);

        Assert.AreEqual(once, twice);
    }

    private async Task<string> StoryAsync(bool runTwice)
    {
        await using var world = await StartConnectedAsync();
        world.RunTwice = runTwice;
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Plans") { Id = "2@x" }.Answering("1@x"));
        await world.SettleAsync();
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Nothing to do with it") { Id = "9@x" });
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync("key"));
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync("key"));
        await world.SettleAsync();
        return await world.DescribeAsync();
    }
}
