using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class AutomaticMailTests
{
    [TestMethod]
    [DataRow("Auto-Submitted: auto-replied", true, false)]
    [DataRow("auto-submitted: Auto-Generated; owner-email=x", true, false)]
    [DataRow("Auto-Submitted: auto-notified", true, false)]
    [DataRow("Auto-Submitted: no", false, false)]
    [DataRow("Auto-Submitted: No (really)", false, false)]
    [DataRow("Auto-Submitted:", false, false)]
    [DataRow("X-Autoreply: yes", true, false)]
    [DataRow("X-Autoreply: no", false, false)]
    [DataRow("X-Autorespond: Out of office", true, false)]
    [DataRow("Precedence: auto_reply", true, false)]
    [DataRow("Precedence: bulk", true, false)]
    [DataRow("Precedence: junk", true, false)]
    [DataRow("Precedence: list", false, false)]
    [DataRow("Precedence: bulk\nList-Id: <a.x.example>", false, false, DisplayName = "a person's mail through a list")]
    [DataRow("List-Id: <a.x.example>", false, false)]
    [DataRow("X-Auto-Response-Suppress: All", false, false)]
    [DataRow("Return-Path: <>", true, false)]
    [DataRow("Return-Path: <ana@x.example>", false, false)]
    [DataRow("Content-Type: multipart/report; report-type=delivery-status; boundary=a", true, true)]
    [DataRow("Content-Type: multipart/report;\r\n boundary=a;\r\n Report-Type=\"disposition-notification\"", true, true)]
    [DataRow("Content-Type: MULTIPART/REPORT; boundary=a", true, true)]
    [DataRow("Content-Type: multipart/report; report-type=feedback-report", false, false)]
    [DataRow("Content-Type: multipart/mixed; name=\"report-type=delivery-status\"", false, false)]
    [DataRow("Content-Type: message/delivery-status", true, true)]
    [DataRow("X-Failed-Recipients: bo@y.example", true, true)]
    [DataRow("X-MS-Exchange-Message-Is-Ndr:", true, true)]
    [DataRow("Return-Path: <>\nFrom: Mail Delivery <MAILER-DAEMON@y.example>", true, true)]
    [DataRow("From: mailer-daemon@y.example", false, false)]
    [DataRow("Subject: Automatic reply: away", false, false)]
    public void Marks_of_machines_are_told_from_marks_of_people(string headers, bool automatic, bool report)
    {
        var pairs = headers.Split('\n').Aggregate(new List<string>(), (list, line) =>
        {
            if (line.StartsWith(' ')) list[^1] += "\n" + line;
            else list.Add(line);
            return list;
        }).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]));

        var envelope = EnvelopeReader.FromHeaders(pairs);

        Assert.AreEqual(automatic, envelope.IsAutomatic);
        Assert.AreEqual(report, envelope.IsReport);
    }

    [TestMethod]
    [DataRow("abc-123", "abc-123")]
    [DataRow("  abc ", "abc")]
    [DataRow("a b", null)]
    [DataRow("ü", null)]
    [DataRow("", null)]
    public void Only_a_plausible_send_token_is_kept(string header, string? expected)
    {
        var envelope = EnvelopeReader.FromHeaders([new("x-emailsync-send", header)]);

        Assert.AreEqual(expected, envelope.SendToken);
    }
}
