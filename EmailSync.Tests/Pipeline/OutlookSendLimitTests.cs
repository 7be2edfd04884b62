using System.Text.Json.Nodes;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

[TestClass]
public sealed class OutlookSendLimitTests : SendLimitStories
{
    private protected override Homes Homes => Homes.Outlook;

    /// <summary>Exchange counts recipients, ten thousand of them: twenty mails of the mail client, as large as it takes them, less four.</summary>
    private protected override async Task LeaveFourAsync(PipelineWorld world)
    {
        var outlook = world.At(AnaAddress).Control;
        var settings = outlook.Settings;
        settings["bounceUnknownRecipients"] = (JsonNode)false;
        outlook.Change(settings);
        for (var mail = 0; mail < 20; mail++)
        {
            var crowd = string.Join(",\r\n ", Enumerable.Range(0, mail == 0 ? 496 : 500).Select(i => $"p{i}@elsewhere.example"));
            world.SendFromClient(AnaAddress, new AMail(AnaAddress, crowd, $"Invitation {mail}"));
        }
        await world.SettleAsync();
    }

    private protected override DateTimeOffset ReachProvidersLimit(PipelineWorld world)
    {
        var mail = world.At(AnaAddress);
        mail.Control.AddFault(new FaultRule(FaultKind.Status, new FaultMatch("POST", mail.SendPath), 403, "ErrorExceededMessageLimit", Times: 1));
        return world.Clock.GetUtcNow().AddHours(1);
    }
}
