namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class SmtpProtocolTests
{
    [TestMethod]
    [DataRow("MAIL FROM:<ana@acme.example>", "250 2.1.0")]
    [DataRow("MAIL FROM:<>", "250 2.1.0")]
    [DataRow("mail from:<ana@acme.example> SIZE=1000 BODY=8BITMIME", "250 2.1.0")]
    [DataRow("MAIL FROM:<ana@acme.example> SIZE=52428801", "552 5.3.4")]
    [DataRow("MAIL FROM:<ana@acme.example> RET=HDRS", "555 5.5.4")]
    [DataRow("MAIL FROM:<ana@acme.example> BODY=BINARYMIME", "555 5.5.4")]
    [DataRow("MAIL FROM:ana@acme.example", "501 5.5.4")]
    [DataRow("MAIL FROM:<ana>", "501 5.5.4")]
    [DataRow("MAIL FROM:<ana@acme.example", "501 5.5.4")]
    [DataRow("MAIL FROM:<ana@acme.example> SMTPUTF8=x", "555 5.5.4")]
    [DataRow("MAIL FROM:<añá@acme.example>", "553 5.6.7")]
    [DataRow("MAIL FROM:<añá@acme.example> SMTPUTF8", "250 2.1.0")]
    [DataRow("RCPT TO:<ben@mail.example>", "503 5.5.1")]
    [DataRow("DATA", "503 5.5.1")]
    [DataRow("NOOP", "250 2.0.0")]
    [DataRow("RSET", "250 2.0.0")]
    [DataRow("VRFY ben", "252 2.5.0")]
    [DataRow("QUIT", "221 2.0.0")]
    [DataRow("STARTTLS", "500 5.5.2")]
    [DataRow("AUTH", "501 5.5.4")]
    [DataRow("AUTH CRAM-MD5", "504 5.5.4")]
    [DataRow("AUTH PLAIN %%%", "501 5.5.2")]
    [DataRow("AUTH PLAIN AGFuYQBzZWNyZXQ=", "535 5.7.8")]
    [DataRow("HELO two words", "501 5.5.4")]
    public async Task A_command_is_answered_by_the_book(string command, string expected)
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);

        StringAssert.StartsWith(await wire.SayAsync(command), expected);
    }

    [TestMethod]
    public async Task What_it_can_do_is_announced()
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);

        var answer = await wire.SayAsync("EHLO client.example");

        CollectionAssert.AreEqual(
            new[] { "250-SIZE 52428800", "250-8BITMIME", "250-SMTPUTF8", "250-PIPELINING", "250-ENHANCEDSTATUSCODES", "250 AUTH PLAIN LOGIN" },
            answer.Split('\n')[1..]);
    }

    [TestMethod]
    public async Task Nothing_goes_without_hello()
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort, hello: false);
        await wire.ReplyAsync();

        StringAssert.StartsWith(await wire.SayAsync("MAIL FROM:<ana@acme.example>"), "503 5.5.1");
    }

    [TestMethod]
    public async Task Stuffed_dots_are_undone_and_the_bytes_stay()
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);
        await BeginAsync(wire);

        await wire.SendAsync("Subject: dots\r\n\r\n..first\r\nmid.dle\r\n...\r\n\r\n.\r\n");
        var answer = await wire.ReplyAsync();

        StringAssert.StartsWith(answer, "250 2.0.0");
        var mail = world.Host.Smtp.Mails.Single();
        Assert.AreEqual("Subject: dots\r\n\r\n.first\r\nmid.dle\r\n..\r\n\r\n", System.Text.Encoding.ASCII.GetString(world.Host.Smtp.Raw(mail.Id)!));
    }

    [TestMethod]
    [DataRow("\n.\n")]
    [DataRow("\n.\r\n")]
    [DataRow("\r\n.\n")]
    [DataRow("\r.\r")]
    [DataRow("\r\n.\r\r\n")]
    public async Task Nothing_but_a_dot_between_whole_line_ends_ends_a_mail(string smuggled)
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);
        await BeginAsync(wire);

        await wire.SendAsync($"Subject: x\r\n\r\nbefore{smuggled}MAIL FROM:<eve@evil.example>\r\n.\r\n");

        StringAssert.StartsWith(await wire.ReplyAsync(), "550 5.6.11");
        StringAssert.StartsWith(await wire.SayAsync("NOOP"), "250");
        Assert.IsEmpty(world.Host.Smtp.Mails);
    }

    [TestMethod]
    public async Task Commands_may_come_all_at_once()
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);

        await wire.SendAsync("MAIL FROM:<ana@acme.example>\r\nRCPT TO:<ben@mail.example>\r\nDATA\r\nSubject: x\r\n\r\nHi\r\n.\r\nQUIT\r\n");
        string[] codes = [await CodeAsync(wire), await CodeAsync(wire), await CodeAsync(wire), await CodeAsync(wire), await CodeAsync(wire)];

        CollectionAssert.AreEqual(new[] { "250", "250", "354", "250", "221" }, codes);
        Assert.HasCount(1, world.Host.Smtp.Mails);
    }

    [TestMethod]
    public async Task A_line_that_is_too_long_or_ends_wrong_is_refused_and_an_endless_one_ends_the_connection()
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);

        StringAssert.StartsWith(await wire.SayAsync("NOOP " + new string('x', 3_000)), "500 5.5.2");
        await wire.SendAsync("NOOP\n");
        StringAssert.StartsWith(await wire.ReplyAsync(), "500 5.5.2");
        StringAssert.StartsWith(await wire.SayAsync("NOOP"), "250");
        await wire.SendAsync(new string('x', 70_000));
        Assert.AreEqual("", await wire.ReplyAsync());
    }

    [TestMethod]
    public async Task Who_only_talks_nonsense_is_left()
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);

        var answers = new List<string>();
        while (answers.Count < 50 && await wire.SayAsync("GET / HTTP/1.1") is { Length: > 0 } answer)
            answers.Add(answer[..3]);

        Assert.AreEqual("421", answers[^1]);
        Assert.IsTrue(answers[..^1].All(code => code == "500"));
    }

    [TestMethod]
    public async Task Who_says_nothing_for_minutes_is_left()
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);
        await wire.SayAsync("NOOP");

        var answer = wire.ReplyAsync();
        while (!answer.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(6));
            await Task.Yield();
        }

        StringAssert.StartsWith(await answer, "421 4.4.2");
    }

    [TestMethod]
    public async Task A_hundred_recipients_are_enough()
    {
        await using var world = await TestWorld.StartAsync();
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);
        await wire.SayAsync("MAIL FROM:<ana@acme.example>");
        for (var number = 1; number <= 100; number++)
            StringAssert.StartsWith(await wire.SayAsync($"RCPT TO:<p{number}@mail.example>"), "250");

        StringAssert.StartsWith(await wire.SayAsync("RCPT TO:<p101@mail.example>"), "452 4.5.3");
    }

    private static async Task BeginAsync(SmtpWire wire)
    {
        await wire.SayAsync("MAIL FROM:<ana@acme.example>");
        await wire.SayAsync("RCPT TO:<ben@mail.example>");
        StringAssert.StartsWith(await wire.SayAsync("DATA"), "354");
    }

    private static async Task<string> CodeAsync(SmtpWire wire) => (await wire.ReplyAsync())[..3];
}
