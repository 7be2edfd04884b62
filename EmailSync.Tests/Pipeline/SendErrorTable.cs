using System.Globalization;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// One row of a provider's error table, played on a mail that goes out: the provider answers calls of one kind with an error for as long as one step lasts, and then it answers
/// again. Told is what the step came to, and what the mail came to in the end; in no row does it go out twice.
/// </summary>
internal static class SendErrorTable
{
    private const int LargeEnoughForASession = 3 * 1024 * 1024;

    /// <param name="homes">At which provider.</param>
    /// <param name="call">
    /// create, session (Outlook's, for a large attachment), piece (of its upload), send, or find: the copy in Sent, of a mail whose outcome is unknown.
    /// </param>
    /// <param name="status">The error's status.</param>
    /// <param name="reason">The error's word.</param>
    /// <param name="retryAfter">Seconds in its Retry-After header, or null.</param>
    /// <param name="expected">"state of the send; seconds until it goes on; status of the mailbox -> the message in the end, how often it went out, and whether a draft is left".</param>
    public static async Task PlayAsync(Homes homes, string call, int status, string reason, int? retryAfter, string expected)
    {
        await using var world = await StartConnectedAsync(homes);
        await world.SettleAsync();
        var mail = world.At(AnaAddress);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        var isLarge = call is "session" or "piece";
        var accepted = await world.Get<AcceptSend>().AcceptAsync(
            new SendRequest(
                North, "key", "hash", Ana, Carla, null, [], [], "Offer", null, "Our offer",
                isLarge ? [new OutgoingAttachment("plan.pdf", "application/pdf", new byte[LargeEnoughForASession])] : [], null, null),
            None);
        var token = ((SendAcceptance.Accepted)accepted).Token;
        if (call == "find")
        {
            mail.Control.AddFault(new FaultRule(FaultKind.EffectThenDrop, new FaultMatch("POST", mail.SendPath)));
            await world.AdvanceAsync(token);
        }
        var (method, path) = call switch
        {
            "create" => ("POST", mail.CreatePath),
            "session" => ("POST", "*/createUploadSession"),
            "piece" => ("PUT", "/upload/*"),
            "send" => ("POST", mail.SendPath),
            _ => ("GET", "*/me/messages"),
        };
        var rule = new FaultRule(FaultKind.Status, new FaultMatch(method, path), status, reason, retryAfter, Times: 1000);
        mail.Control.AddFault(rule);
        var began = world.Clock.GetUtcNow();

        var progress = await world.AdvanceAsync(token);

        var ended = world.Clock.GetUtcNow();
        Assert.IsGreaterThan(0, mail.Control.Faults.List().Single(f => f.Rule == rule).Hits, "The error was met.");
        var state = (await world.Get<SendLedger>().GetAsync(token, None))!.State;
        var standing = (await world.MailboxAsync()).Status;
        mail.Control.Faults.Clear();
        if (standing == MailboxStatus.ReauthRequired)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.ConnectAsync(North, Ana, AnaAddress, ConnectMode.Reauthorize);
        }
        await world.SettleAsync(TimeSpan.FromHours(2));
        var message = (await world.ConversationAsync()).Single();
        var arrived = world.Folder(CarlaAddress, "inbox").Count;
        Assert.AreEqual(arrived, world.Folder(AnaAddress, "sent").Count);
        var left = world.Folder(AnaAddress, "drafts").Count == 0 ? "" : ", a draft is left";
        var end = $"{message.Status}{(message.Failure is null ? "" : " " + message.Failure)}";
        Assert.AreEqual(expected, $"{state}; {Seconds(progress.RetryAt, began, ended, expected)}; {standing} -> {end}, {arrived}{left}");
    }

    /// <summary>The clock goes on while the step is made: what is expected is taken for right when it lies between the waits from its beginning and from its end.</summary>
    private static string Seconds(DateTimeOffset? at, DateTimeOffset began, DateTimeOffset ended, string expected)
    {
        if (at is null)
            return "-";
        var wanted = expected.Split("; ") is [_, var wait, ..] ? wait : "";
        return double.TryParse(wanted.TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds)
            && (at.Value - ended).TotalSeconds - 0.5 <= seconds && seconds <= (at.Value - began).TotalSeconds + 0.5
            ? wanted
            : $"{(at.Value - ended).TotalSeconds:0.0}s";
    }
}
