using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Updates;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>What the CRM asks for.</summary>
internal static class WorldRequests
{
    public static Task<SendAcceptance> AcceptAsync(this PipelineWorld world, string key, string subject = "Offer", MessageId? replyTo = null, LocationId? location = null) =>
        world.Get<AcceptSend>().AcceptAsync(
            new SendRequest(location ?? North, key, "hash", Ana, Carla, null, [], [], subject, null, "Our offer", [], replyTo, null), None);

    /// <summary>A request that the CRM repeats until it is answered, whatever the answer.</summary>
    public static async Task AcceptOnceAsync(this PipelineWorld world, string key) => await world.AcceptAsync(key);

    /// <summary>The CRM wants something of Ana's copy; the API answers when it stands.</summary>
    public static Task<UpdateAcceptance> WishAsync(this PipelineWorld world, EmailSync.Core.Conversations.MessageId message, bool? read = null, bool? trashed = null, UserId? user = null) =>
        world.Get<AcceptUpdate>().AcceptAsync(North, message, user ?? Ana, read, trashed, None);
}
