using EmailSync.Simulators.Microsoft;
using EmailSync.Simulators.Microsoft.Graph;
using EmailSync.Simulators.Microsoft.Notifications;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class NoticeQueueTests
{
    private static readonly DateTimeOffset start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Uri[] urls = [new("http://127.0.0.1/a"), new("http://127.0.0.1/b")];
    private static readonly Subscription[] subscriptions = [.. Enumerable.Range(0, 4).Select(ASubscription)];

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void Whatever_happens_notices_leave_in_the_order_and_at_the_time_of_a_plain_list(int seed)
    {
        var chance = new Random(seed);
        var suspended = new HashSet<Subscription>();
        var (queue, plain) = (new NoticeQueue(suspended.Contains), new PlainNoticeQueue(suspended.Contains));
        var twins = new Dictionary<Notice, Notice>(ReferenceEqualityComparer.Instance);
        var travelling = new List<Notice[]>();
        var (now, number, left, given) = (start, 0L, 0, 0);
        for (var step = 0; step < 1_500; step++)
        {
            switch (chance.Next(10))
            {
                case < 4:
                    for (var more = chance.Next(40); more > 0; more--)
                        Publish();
                    break;
                case < 7 when travelling.Count > 0:
                    Answer(travelling[chance.Next(travelling.Count)], chance.Next(3) == 0);
                    break;
                case 7:
                    var subscription = subscriptions[chance.Next(subscriptions.Length)];
                    if (!suspended.Remove(subscription))
                        suspended.Add(subscription);
                    break;
                default:
                    now += TimeSpan.FromSeconds(chance.Next(100) == 0 ? 10_000 : chance.Next(4));
                    break;
            }

            Compare();
        }

        suspended.Clear();
        for (var round = 0; plain.Waiting + travelling.Count > 0; round++)
        {
            Assert.IsLessThan(10_000, round, "The queue does not become empty.");
            foreach (var post in travelling.ToArray())
                Answer(post, fails: false);
            now += TimeSpan.FromSeconds(1);
            Compare();
        }

        Assert.AreEqual(number, given + left);
        Assert.AreEqual((0, 0), (queue.Waiting, queue.Outstanding));

        void Publish()
        {
            var notice = new Notice(++number, subscriptions[chance.Next(subscriptions.Length)], urls[chance.Next(urls.Length)], [], chance.Next(20) == 0, now);
            var isHeld = chance.Next(15) == 0;
            if (isHeld || chance.Next(15) == 0)
                notice.NotBefore = now + TimeSpan.FromSeconds(5);
            Add(notice, isHeld);
            if (chance.Next(15) == 0)
            {
                Add(notice with { }, isHeld: false);
                left--;
            }
        }

        void Add(Notice notice, bool isHeld)
        {
            var twin = notice with { };
            twins.Add(notice, twin);
            queue.Add(notice, isHeld);
            plain.Add(twin, isHeld);
        }

        void Answer(Notice[] post, bool fails)
        {
            travelling.Remove(post);
            queue.Returned(post[0].Url);
            plain.Returned(post[0].Url);
            queue.ReleaseOvertakenBy(post);
            plain.ReleaseOvertakenBy([.. post.Select(notice => twins[notice])]);
            if (!fails)
                left += post.Length;
            foreach (var notice in fails ? post : [])
            {
                foreach (var half in new[] { notice, twins[notice] })
                {
                    half.Attempts++;
                    half.NotBefore = now + TimeSpan.FromSeconds(half.Attempts);
                }

                queue.Add(notice);
                plain.Add(twins[notice], untilOvertaken: false);
            }
        }

        void Compare()
        {
            var (posts, next, lost) = queue.Take(now);
            var expected = plain.Take(now);
            foreach (var url in urls)
                Assert.AreEqual(Text(expected.Posts.Where(post => post[0].Url == url)), Text(posts.Where(post => post[0].Url == url)));
            Assert.AreEqual(expected.Next, next);
            Assert.AreSequenceEqual(expected.Lost.Select(notice => notice.Number).ToArray(), lost.Select(notice => notice.Number).ToArray());
            Assert.AreEqual(plain.Waiting, queue.Waiting);
            travelling.AddRange(posts.Select(post => post.ToArray()));
            given += lost.Count;
        }
    }

    [TestMethod]
    public void Twenty_thousand_for_a_host_that_is_away_are_each_looked_at_a_few_times()
    {
        const int Many = 20_000;
        var looks = 0;
        var queue = new NoticeQueue(_ => ++looks < 0);
        var now = start;
        for (var number = 1; number <= Many; number++)
        {
            queue.Add(new Notice(number, subscriptions[0], urls[0], [], IsLifecycle: false, now));
            Fail(queue.Take(now).Posts);
        }

        var told = 0;
        while (queue.Waiting > 0)
        {
            now += TimeSpan.FromMinutes(1);
            foreach (var post in queue.Take(now).Posts)
            {
                queue.Returned(urls[0]);
                queue.ReleaseOvertakenBy(post);
                told += post.Count;
            }
        }

        Assert.AreEqual(Many, told);
        Assert.IsLessThan(10 * Many, looks);

        void Fail(IReadOnlyList<IReadOnlyList<Notice>> posts)
        {
            foreach (var post in posts)
            {
                queue.Returned(urls[0]);
                queue.ReleaseOvertakenBy(post);
                foreach (var notice in post)
                {
                    notice.Attempts++;
                    notice.NotBefore = now + TimeSpan.FromMinutes(1);
                    queue.Add(notice);
                }
            }
        }
    }

    private static string Text(IEnumerable<IReadOnlyList<Notice>> posts) =>
        string.Join(" | ", posts.Select(post => string.Join(' ', post.Select(notice => $"{notice.Number}.{notice.Attempts}"))));

    private static Subscription ASubscription(int number)
    {
        var mailbox = new GraphMailbox(MicrosoftDesk.Ana, "Ana", TimeProvider.System, () => new MicrosoftSettings(), () => null);
        var account = new MicrosoftAccount(MicrosoftDesk.Ana, "Ana", "object", "tenant", MicrosoftAccountType.Work, AdminConsentRequired: false, [], mailbox);
        var order = new SubscriptionOrder(new HashSet<string> { "created" }, "created", urls[0], null, "me/messages", start, null, "v1_2");
        return new Subscription($"{number}", account, "app", order, new SubscriptionResource("me/messages", null), immutableIds: false);
    }
}
