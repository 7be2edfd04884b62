using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class SubjectLineTests
{
    [TestMethod]
    [DataRow("Offer", "Offer")]
    [DataRow("Re: Offer", "Offer")]
    [DataRow("RE: re:Re : Offer", "Offer")]
    [DataRow("RE[2]: Offer", "Offer")]
    [DataRow("Re(3): Offer", "Offer")]
    [DataRow("Re^2: Offer", "Offer")]
    [DataRow("AW: WG: Offer", "Offer")]
    [DataRow("SV: VS: Offer", "Offer")]
    [DataRow("Fwd: Fw: Offer", "Offer")]
    [DataRow("TR: RV: Offer", "Offer")]
    [DataRow("回复：Offer", "Offer")]
    [DataRow("Отв: Offer (fwd)", "Offer")]
    [DataRow("Regarding: Offer", "Regarding: Offer")]
    [DataRow("Report: Re: Offer", "Report: Re: Offer")]
    [DataRow("  Re:\r\n  Offer   two ", "Offer two")]
    [DataRow("Re:", "")]
    [DataRow("", "")]
    public void Base_strips_the_marks_of_replies_and_forwards(string subject, string expected)
    {
        Assert.AreEqual(expected, SubjectLine.Base(subject));
    }

    [TestMethod]
    [DataRow("Offer", "Re: Offer")]
    [DataRow("Re: Offer", "Re: Offer")]
    [DataRow("AW: RE[4]: Offer", "Re: Offer")]
    [DataRow("Fwd: Offer", "Re: Fwd: Offer")]
    [DataRow("", "Re:")]
    public void Reply_has_one_mark(string subject, string expected)
    {
        Assert.AreEqual(expected, SubjectLine.Reply(subject));
    }

    [TestMethod]
    public void Endless_marks_end()
    {
        var subject = string.Concat(Enumerable.Repeat("Re: ", 10_000));

        Assert.IsLessThan(subject.Length, SubjectLine.Base(subject).Length);
    }
}
