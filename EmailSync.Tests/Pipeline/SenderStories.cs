using System.Text;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Whose mail it is, through what each provider makes of odd headers.</summary>
public abstract class SenderStories : Story
{
    private static readonly (string Name, string Headers, Reason Reason)[] mails =
    [
        ("bare", $"From: {CarlaAddress}", Reason.FromContact),
        ("group", $"From: Office: {CarlaAddress};", Reason.FromContact),
        ("on behalf", $"From: {CarlaAddress}\r\nSender: assistant@client.example", Reason.FromContact),
        ("by her for another", $"From: boss@client.example\r\nSender: {CarlaAddress}", Reason.NoKnownContact),
        ("name only", $"From: \"{CarlaAddress}\" <mallory@evil.example>", Reason.NoKnownContact),
        ("tag", "From: carla+crm@client.example", Reason.NoKnownContact),
        ("resent", $"From: {Stranger}\r\nResent-From: {CarlaAddress}", Reason.NoKnownContact),
        ("list", $"From: Carla via Talk <talk@lists.example>\r\nX-Original-From: {CarlaAddress}", Reason.NoKnownContact),
        ("no From", "X-Nothing: here", Reason.NoKnownContact),
        ("malformed From", "From: carla at client.example", Reason.NoKnownContact),
        ("two From", $"From: {CarlaAddress}\r\nFrom: mallory@evil.example", Reason.FromContact),
        ("hers is the second From", $"From: mallory@evil.example\r\nFrom: {CarlaAddress}", Reason.NoKnownContact),
        ("only copied", $"From: {Stranger}\r\nCc: {CarlaAddress}", Reason.FromNotAContact),
    ];

    [TestMethod]
    public async Task R11_Only_who_stands_in_From_has_written_a_mail()
    {
        await using var world = await StartConnectedAsync();
        var placed = mails.Select(mail => world.At(AnaAddress).Deliver(
            AnaAddress,
            Encoding.ASCII.GetBytes($"{mail.Headers}\r\nTo: {AnaAddress}\r\nSubject: {mail.Name}\r\nMessage-ID: <{mail.Name.Replace(' ', '-')}@x>\r\n\r\nHello\r\n"),
            spam: false)).ToList();

        await world.SettleAsync();

        for (var i = 0; i < mails.Length; i++)
            Assert.AreEqual(mails[i].Reason, (await world.DecisionAsync(world.Connections[0], placed[i]))?.Reason, mails[i].Name);
    }
}

[TestClass]
public sealed class GmailSenderStories : SenderStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class OutlookSenderStories : SenderStories
{
    private protected override Homes Homes => Homes.Outlook;
}
