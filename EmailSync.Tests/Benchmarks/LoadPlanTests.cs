using EmailSync.Benchmarks.Cli;
using EmailSync.Benchmarks.Load;
using MimeKit;

namespace EmailSync.Tests.Benchmarks;

[TestClass]
public sealed class LoadPlanTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void The_seed_settles_everything()
    {
        var one = Told(new IngestOptions { Messages = 300, Seed = 4 });
        var same = Told(new IngestOptions { Messages = 300, Seed = 4 });
        var other = Told(new IngestOptions { Messages = 300, Seed = 5 });

        CollectionAssert.AreEqual(one, same);
        CollectionAssert.AreNotEqual(one, other);
    }

    [TestMethod]
    public void Mail_is_spread_evenly_and_a_fifth_of_it_is_strangers()
    {
        var plan = new LoadPlan(new IngestOptions { Messages = 2000, Mailboxes = 10 });

        Assert.HasCount(2000, plan.FullSpeed);
        Assert.IsTrue(plan.FullSpeed.GroupBy(mail => mail.Mailbox).All(mailbox => mailbox.Count() == 200));
        Assert.AreEqual(0.2, plan.FullSpeed.Count(mail => mail.From is null) / 2000.0, 0.03);
        Assert.IsTrue(plan.FullSpeed.Any(mail => mail.Answers is not null));
        Assert.HasCount(plan.All.Count(), plan.All.Select(mail => mail.MessageId).ToHashSet());
    }

    [TestMethod]
    public void An_answer_is_of_the_same_people_and_comes_later()
    {
        var plan = new LoadPlan(new IngestOptions { Messages = 500, Mailboxes = 3 });

        foreach (var mail in plan.All.Where(mail => mail.Answers is not null))
        {
            Assert.AreEqual(mail.Answers!.From, mail.From);
            Assert.AreEqual(mail.Answers.Mailbox, mail.Mailbox);
            Assert.IsLessThan(mail.Number, mail.Answers.Number);
            Assert.IsLessThanOrEqualTo(8, mail.References.Count);
        }
    }

    [TestMethod]
    public async Task A_written_mail_is_what_was_planned()
    {
        var plan = new LoadPlan(new IngestOptions { Messages = 200, Mailboxes = 2 });
        var answer = plan.All.First(mail => mail.Answers is not null);

        using var bytes = new MemoryStream(MailWriter.Write(answer, noon));
        using var read = await MimeMessage.LoadAsync(bytes);

        Assert.AreEqual(answer.MessageId, read.MessageId);
        Assert.AreEqual(answer.Answers!.MessageId, read.InReplyTo);
        CollectionAssert.AreEqual(answer.References.ToList(), read.References.ToList());
        Assert.AreEqual(answer.Sender, read.From.Mailboxes.Single().Address);
        Assert.AreEqual(answer.Mailbox.Address, read.To.Mailboxes.Single().Address);
        Assert.AreEqual(answer.Subject, read.Subject);
        Assert.IsNotNull(read.TextBody);
        Assert.IsNotNull(read.HtmlBody);
    }

    [TestMethod]
    public void Mails_have_about_the_size_that_was_planned()
    {
        var plan = new LoadPlan(new IngestOptions { Messages = 200, Mailboxes = 2 });

        foreach (var mail in plan.FullSpeed)
        {
            var size = MailWriter.Write(mail, noon).Length;
            Assert.IsTrue(size >= mail.Size / 2 && size <= (mail.Size * 3 / 2) + 3_000, $"{size} bytes instead of {mail.Size}");
        }
    }

    private static List<string> Told(IngestOptions options) =>
        [.. new LoadPlan(options).All.Select(mail => $"{mail.Number} {mail.Mailbox.User} {mail.Sender} {mail.Subject} {mail.Answers?.Number} {mail.Size}")];
}
