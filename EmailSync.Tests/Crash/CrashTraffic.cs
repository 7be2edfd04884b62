using System.Collections.Concurrent;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.Crash;

/// <summary>Plays a plan: sets the world up, then mail arrives and the CRM sends, whether the functions live or not.</summary>
internal sealed class CrashTraffic(CrashPlan plan, CrashWorld world, CrashScale scale)
{
    private const string Secret = "whsec_Y3Jhc2gtdGVzdHMtd2ViaG9vay1zZWNyZXQtMDE=";
    private static readonly TimeSpan retryPause = TimeSpan.FromMilliseconds(200);
    private int placed;

    /// <summary>The message id that the CRM was given for each of its sends, by marker.</summary>
    public ConcurrentDictionary<string, string> Accepted { get; } = new(StringComparer.Ordinal);

    public int MailsPlaced => Volatile.Read(ref placed);

    public async Task SetUpAsync(CancellationToken cancellationToken)
    {
        foreach (var name in CrashPlan.Locations)
            await world.Crm.Location(name).OpensAsync(cancellationToken, world.Hooks.Address(name), Secret);
        foreach (var address in plan.Contacts.Select(c => c.Address).Distinct().Concat(plan.StrangerAddresses))
            await world.Mail(plan.ProviderOf(address)).HasAccountAsync(address, cancellationToken);
        foreach (var contact in plan.Contacts)
            await world.Crm.Location(contact.Location).HasContactAsync(contact.Id, contact.Address, cancellationToken);
        foreach (var user in plan.Users)
        {
            await world.Mail(user.Provider).HasAccountAsync(user.Address, cancellationToken);
            await world.Crm.Location(user.Location).HasUserAsync(user.Id, user.Address, cancellationToken);
            await world.Crm.Location(user.Location).ConnectsAsync(user.Id, user.Address, cancellationToken, user.Provider);
        }
    }

    /// <summary>
    /// The providers take their time over some drafts and sends, so that many a kill finds one under way, and do some without ever answering: kills alone leave
    /// the moment between an effect and its answer to luck.
    /// </summary>
    public async Task MakeSendingHardAsync(CancellationToken cancellationToken)
    {
        foreach (var mail in plan.Users.Select(u => world.Mail(u.Provider)).Distinct())
        {
            foreach (var path in new[] { mail.CreateDraft, mail.SendDraft })
            {
                var calls = new FaultMatch("POST", path);
                await mail.FailsAsync(new MailFault("effectThenDrop", calls, Probability: 0.15, Seed: scale.Seed), cancellationToken);
                await mail.FailsAsync(new MailFault("slow", calls, DelayMs: 700, Probability: 0.4, Seed: scale.Seed), cancellationToken);
            }
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(MailAsync(cancellationToken), SendAsync(cancellationToken));

    private async Task MailAsync(CancellationToken cancellationToken)
    {
        foreach (var mail in plan.Mails)
        {
            await world.Mail(plan.ProviderOf(mail.From)).SendsAsync(mail.From, mail.Letter(TimeProvider.System.GetUtcNow()), cancellationToken);
            Interlocked.Increment(ref placed);
            await Task.Delay(scale.MailPause, cancellationToken);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var pause = scale.MailPause * plan.Mails.Count / plan.Sends.Count;
        foreach (var send in plan.Sends)
        {
            var location = world.Crm.Location(send.User.Location);
            var parent = send.IsAnswer ? await ParentAsync(location, send, cancellationToken) : null;
            var subject = parent is null ? $"About {send.Marker}" : parent.Subject.StartsWith("Re: ", StringComparison.Ordinal) ? parent.Subject : "Re: " + parent.Subject;
            var mail = new CrmMail(send.User.Id, send.Contact.Id, subject, send.Text) { ReplyToMessageId = parent?.Id };
            Accepted[send.Marker] = await OrderAsync(location, mail, send.Marker, cancellationToken);
            if (send.IsRepeated)
                Assert.AreEqual(Accepted[send.Marker], await OrderAsync(location, mail, send.Marker, cancellationToken));
            await Task.Delay(pause, cancellationToken);
        }
    }

    private static Task<CrmMessage?> ParentAsync(CrmLocation location, PlannedSend send, CancellationToken cancellationToken) => AgainAsync(
        async () => (await location.ConversationAsync(send.Contact.Id, cancellationToken)).LastOrDefault(m => m.Direction == "inbound"), cancellationToken);

    private static Task<string> OrderAsync(CrmLocation location, CrmMail mail, string key, CancellationToken cancellationToken) =>
        AgainAsync(() => location.SendsAsync(mail, key, cancellationToken), cancellationToken);

    /// <summary>What a CRM does when nobody answers: the same call once more.</summary>
    private static async Task<T> AgainAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                await Task.Delay(retryPause, cancellationToken);
            }
        }
    }
}
