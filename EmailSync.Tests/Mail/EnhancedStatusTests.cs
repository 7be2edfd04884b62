using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class EnhancedStatusTests
{
    [TestMethod]
    [DataRow("5.1.1", "5.1.1")]
    [DataRow("smtp; 550-5.1.1 The account", "5.1.1")]
    [DataRow("#5.1.1>", "5.1.1")]
    [DataRow("5.01.010", "5.1.10")]
    [DataRow("4.4.7", "4.4.7")]
    [DataRow("host 5.1.1.3 said no", null, DisplayName = "an IP address")]
    [DataRow("15.1.1", null)]
    [DataRow("5.1", null)]
    [DataRow("3.1.1", null)]
    [DataRow("5.1234.1", null)]
    [DataRow("", null)]
    [DataRow(null, null)]
    public void R37_A_code_is_found_in_what_systems_write(string? text, string? code) => Assert.AreEqual(code, EnhancedStatus.FindIn(text));

    [TestMethod]
    [DataRow("5.1.1", true)]
    [DataRow("5.1.10", true)]
    [DataRow("5.2.1", true)]
    [DataRow("5.2.2", false, DisplayName = "mailbox full")]
    [DataRow("5.7.1", false, DisplayName = "refused")]
    [DataRow("5.0.0", false)]
    [DataRow("4.1.1", false)]
    public void Only_an_address_that_is_nobodys_is_a_hard_bounce(string code, bool hard) => Assert.AreEqual(hard, EnhancedStatus.IsHard(code));
}
