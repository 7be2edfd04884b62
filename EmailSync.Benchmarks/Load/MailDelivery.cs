using System.Collections.Concurrent;
using EmailSync.Benchmarks.Drivers;

namespace EmailSync.Benchmarks.Load;

/// <summary>Hands mails to the provider, which then announces them as it does. The mails of one mailbox keep their order.</summary>
internal sealed class MailDelivery(Func<LoadMailbox, ControlDriver> providerOf, TimeProvider time)
{
    // Enough to be faster than the pipeline without taking the processor from it.
    private const int SideBySide = 4;

    /// <summary>One after the other at an even pace.</summary>
    public async Task<IReadOnlyList<DeliveredMail>> AtRateAsync(IReadOnlyList<LoadMail> mails, double perSecond, CancellationToken cancellationToken)
    {
        var written = mails.Select(mail => (Mail: mail, Bytes: MailWriter.Write(mail, time.GetUtcNow()))).ToList();
        var began = time.GetTimestamp();
        var deliveries = new List<Task<DeliveredMail>>();
        for (var n = 0; n < written.Count; n++)
        {
            var wait = TimeSpan.FromSeconds(n / perSecond) - time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
            deliveries.Add(DeliverAsync(written[n].Mail, written[n].Bytes, cancellationToken));
        }

        return await Task.WhenAll(deliveries);
    }

    /// <summary>As fast as the provider takes them.</summary>
    public async Task<IReadOnlyList<DeliveredMail>> AtOnceAsync(IReadOnlyList<LoadMail> mails, CancellationToken cancellationToken)
    {
        var delivered = new ConcurrentBag<DeliveredMail>();
        var lanes = mails
            .Select(mail => (Mail: mail, Bytes: MailWriter.Write(mail, time.GetUtcNow())))
            .GroupBy(mail => mail.Mail.Mailbox)
            .Select((mailbox, n) => (Lane: n % SideBySide, Mails: mailbox.ToList()))
            .GroupBy(mailbox => mailbox.Lane, mailbox => mailbox.Mails)
            .Select(lane => InTurn([.. lane]).ToList())
            .ToList();
        await Task.WhenAll(lanes.Select(async lane =>
        {
            foreach (var (mail, bytes) in lane)
                delivered.Add(await DeliverAsync(mail, bytes, cancellationToken));
        }));
        return [.. delivered];
    }

    private async Task<DeliveredMail> DeliverAsync(LoadMail mail, byte[] bytes, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        await providerOf(mail.Mailbox).DeliverAsync(mail.Mailbox.Address, bytes, cancellationToken);
        return new DeliveredMail(mail, at);
    }

    /// <summary>One of each mailbox, then the next of each.</summary>
    private static IEnumerable<(LoadMail Mail, byte[] Bytes)> InTurn(List<List<(LoadMail Mail, byte[] Bytes)>> mailboxes)
    {
        for (var n = 0; n < mailboxes.Max(mails => mails.Count); n++)
        {
            foreach (var mails in mailboxes.Where(mails => n < mails.Count))
                yield return mails[n];
        }
    }
}
