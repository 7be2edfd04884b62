using EmailSync.Core.Directory;

// Not named after its folder: inside EmailSync.Tests that would hide System.IO.Directory from every other test.
namespace EmailSync.Tests.Addresses;

[TestClass]
public sealed class EmailAddressTests
{
    [TestMethod]
    [DataRow("Ana.Ruiz+x@Example.TEST", "ana.ruiz+x@example.test", DisplayName = "case")]
    [DataRow("  ana@x.example ", "ana@x.example", DisplayName = "spaces around")]
    [DataRow("ana@Bücher.example", "ana@xn--bcher-kva.example", DisplayName = "international domain")]
    [DataRow("ana@XN--BCHER-KVA.example", "ana@xn--bcher-kva.example", DisplayName = "A-label")]
    [DataRow("ana@x.example.", "ana@x.example", DisplayName = "rooted domain")]
    [DataRow("A.n.a+news@GMail.com", "ana@gmail.com", DisplayName = "Gmail dots and tag")]
    [DataRow("ana@googlemail.com", "ana@gmail.com", DisplayName = "googlemail.com")]
    [DataRow("+tag@gmail.com", "+tag@gmail.com", DisplayName = "nothing but a tag")]
    [DataRow("a.n.a+x@workspace.example", "a.n.a+x@workspace.example", DisplayName = "another domain on Gmail's servers")]
    [DataRow("Jürgen@x.example", "jürgen@x.example", DisplayName = "international local part, composed")]
    [DataRow("ju\u0308rgen@x.example", "jürgen@x.example", DisplayName = "international local part, decomposed")]
    [DataRow("用户@例え.example", "用户@xn--r8jz45g.example", DisplayName = "all international")]
    [DataRow("o'neil!%#$&*/=?^`{|}~@x_y.example", "o'neil!%#$&*/=?^`{|}~@x_y.example", DisplayName = "odd but legal characters")]
    [DataRow("a..b.@docomo.example", "a..b.@docomo.example", DisplayName = "dots as some carriers allowed them")]
    public void Usable_addresses_have_a_key_and_stay_as_received(string text, string key)
    {
        var parsed = EmailAddress.TryParse(text, out var address);

        Assert.IsTrue(parsed);
        Assert.AreEqual(key, address.MatchKey);
        Assert.AreEqual(text.Trim(), address.Display);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("ana")]
    [DataRow("@x.example")]
    [DataRow("ana@")]
    [DataRow("a@b@x.example")]
    [DataRow("Ana <ana@x.example>")]
    [DataRow("ana@x.example, bo@x.example")]
    [DataRow("ana@x.example;bo@y.example")]
    [DataRow("an a@x.example")]
    [DataRow("ana@x.example\r\nBcc: bo@y.example")]
    [DataRow("ana@x.example\n")]
    [DataRow("ana\0@x.example")]
    [DataRow("ana\u200b@x.example", DisplayName = "zero width space")]
    [DataRow("ana\u202e@x.example", DisplayName = "right-to-left override")]
    [DataRow("ana\u00a0@x.example", DisplayName = "no-break space")]
    [DataRow("\"ana\"@x.example")]
    [DataRow("ana(comment)@x.example")]
    [DataRow("ana@[127.0.0.1]")]
    [DataRow("ana@x..example")]
    [DataRow("ana@.example")]
    [DataRow("ana@-x.example")]
    [DataRow("ana@x/y.example")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.IsFalse(EmailAddress.TryParse(text, out var address));
        Assert.AreEqual("", address.MatchKey);
    }

    [TestMethod]
    public void A_lone_surrogate_is_refused()
    {
        Assert.IsFalse(EmailAddress.TryParse("an\ud800a@x.example", out _));
    }

    [TestMethod]
    [DataRow(64, 100, true)]
    [DataRow(65, 100, false)]
    [DataRow(64, 189, true)]
    [DataRow(64, 190, false)]
    public void Lengths_are_those_of_smtp(int local, int domain, bool expected)
    {
        var labels = string.Join('.', Enumerable.Repeat(new string('d', 49), 4)) + new string('d', 60);
        var text = new string('l', local) + "@" + labels[..domain].TrimEnd('.').PadRight(domain, 'd');

        Assert.AreEqual(expected, EmailAddress.TryParse(text, out _));
    }

    [TestMethod]
    public void Addresses_are_equal_by_their_keys()
    {
        var parsed = EmailAddress.TryParse("Ana@gmail.com", out var one) & EmailAddress.TryParse("a.na+x@googlemail.com", out var two);

        Assert.IsTrue(parsed);
        Assert.AreEqual(one, two);
        Assert.AreEqual(one.GetHashCode(), two.GetHashCode());
        Assert.AreNotEqual(one.Display, two.Display);
    }
}
