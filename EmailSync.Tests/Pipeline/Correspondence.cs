using System.Globalization;
using EmailSync.Core.Conversations;
using EmailSync.Core.Sending;
using EmailSync.Simulators.Control;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>A contact, in her own mail client, and a user, in the CRM, who write to each other: each answers what came last.</summary>
internal sealed class Correspondence(PipelineWorld world)
{
    private readonly List<(string Mailbox, MailSeen Seen, byte[] Raw)> delivered = [];

    /// <summary>Where the user's mail lives by now.</summary>
    public string User { get; set; } = AnaAddress;

    /// <summary>Her client knows In-Reply-To only.</summary>
    public bool HasPoorClient { get; set; }

    /// <summary>The mails in order, as they came to whom they were written to.</summary>
    public IReadOnlyList<byte[]> Delivered => [.. delivered.Select(d => d.Raw)];

    /// <summary>What <see cref="PlainThreader"/> says where each answers the one before.</summary>
    public string Chain => string.Concat(Delivered.Select(PlainThreader.Id).Select((id, i) => i == 0 ? id : $"({id}")) + new string(')', delivered.Count - 1);

    public async Task ContactWritesAsync()
    {
        var number = delivered.Count + 1;
        var mail = new AMail(CarlaAddress, User, number == 1 ? "Plans" : "Re: Plans") { Id = string.Create(CultureInfo.InvariantCulture, $"{number}.carla@client.example") };
        string? thread = null;
        if (number > 1)
        {
            var (_, seen, raw) = delivered[^1];
            var answered = PlainThreader.Id(raw);
            thread = seen.ThreadId;
            mail = HasPoorClient ? mail with { Headers = [$"In-Reply-To: <{answered}>"] } : mail.Answering([.. PlainThreader.References(raw), answered]);
        }
        world.At(CarlaAddress).SendFromClient(CarlaAddress, mail.Bytes(), thread);
        await ArrivesAsync(User);
    }

    public async Task CrmWritesAsync()
    {
        MessageId? answered = null;
        if (delivered.Count > 0)
        {
            var last = PlainThreader.Id(delivered[^1].Raw);
            answered = (await world.ConversationAsync()).Single(m => m.MessageIdHeader == last).Id;
        }
        var key = string.Create(CultureInfo.InvariantCulture, $"key-{delivered.Count}");
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync(key, answered is null ? "Plans" : "", answered));
        await ArrivesAsync(CarlaAddress);
    }

    /// <summary>The provider's threads in a mailbox, with how many mails each holds.</summary>
    public IReadOnlyList<int> ThreadsIn(string address) => [.. world.Folder(address, "all").GroupBy(m => m.ThreadId).Select(g => g.Count())];

    /// <summary>The bytes of all that a mailbox holds: what came and what went.</summary>
    public IEnumerable<byte[]> AllIn(string address) => world.Folder(address, "all").Select(m => world.At(address).Raw(address, m.Id));

    private async Task ArrivesAsync(string address)
    {
        await world.SettleAsync();
        var seen = world.Folder(address, "inbox").Single(m => delivered.All(d => d.Mailbox != address || d.Seen.Id != m.Id));
        delivered.Add((address, seen, world.At(address).Raw(address, seen.Id)));
    }
}
