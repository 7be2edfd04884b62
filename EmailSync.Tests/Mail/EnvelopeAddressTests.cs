using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class EnvelopeAddressTests
{
    [TestMethod]
    [DataRow("ana@x.example", "|ana@x.example", DisplayName = "bare")]
    [DataRow("Ana Ruiz <ana@x.example>", "Ana Ruiz|ana@x.example", DisplayName = "plain name")]
    [DataRow("\"Ruiz, Ana\" <ana@x.example>", "Ruiz, Ana|ana@x.example", DisplayName = "comma in quotes")]
    [DataRow("Ruiz, Ana <ana@x.example>, bo@y.example", "Ruiz, Ana|ana@x.example;|bo@y.example", DisplayName = "comma without quotes")]
    [DataRow("\"Ana \\\"Nani\\\" Ruiz\" <ana@x.example>", "Ana \"Nani\" Ruiz|ana@x.example", DisplayName = "escaped quotes")]
    [DataRow("=?utf-8?Q?J=C3=BCrgen?= <j@x.example>", "Jürgen|j@x.example", DisplayName = "encoded word")]
    [DataRow("\"=?utf-8?B?SsO8cmdlbg==?=\" <j@x.example>", "Jürgen|j@x.example", DisplayName = "encoded word in quotes")]
    [DataRow("=?utf-8?Q?a=2C_b_=3Cevil=40y.example=3E?= <j@x.example>", "a, b <evil@y.example>|j@x.example", DisplayName = "specials inside an encoded word")]
    [DataRow("ceo@corp.example <mallory@evil.example>", "ceo@corp.example|mallory@evil.example", DisplayName = "address as a name")]
    [DataRow("\"CEO <ceo@corp.example>\" <mallory@evil.example>", "CEO <ceo@corp.example>|mallory@evil.example", DisplayName = "address in a quoted name")]
    [DataRow("CEO <ceo@corp.example> <mallory@evil.example>", "CEO <ceo@corp.example>|mallory@evil.example", DisplayName = "two addresses in brackets")]
    [DataRow("\"ceo@corp.example\" mallory@evil.example", "ceo@corp.example|mallory@evil.example", DisplayName = "quoted address before a bare one")]
    [DataRow("\"ceo@corp.example\"", "", DisplayName = "only a quoted address")]
    [DataRow("ana@x.example (Ana Ruiz)", "Ana Ruiz|ana@x.example", DisplayName = "name in a comment")]
    [DataRow("Ana (the (very) one) <ana@x.example>", "Ana|ana@x.example", DisplayName = "nested comment")]
    [DataRow("Ana (unclosed <ana@x.example>", "Ana unclosed|ana@x.example", DisplayName = "unclosed comment")]
    [DataRow("\"Ana <ana@x.example>", "Ana|ana@x.example", DisplayName = "unclosed quote")]
    [DataRow("Ana <ana@x.example, Bo <bo@y.example>", "Ana|ana@x.example;Bo|bo@y.example", DisplayName = "unclosed bracket in a list")]
    [DataRow("Ana <ana@x.example", "Ana|ana@x.example", DisplayName = "unclosed bracket at the end")]
    [DataRow("undisclosed-recipients:;", "", DisplayName = "empty group")]
    [DataRow("Team: a@x.example, Bo <b@y.example>; c@z.example", "|a@x.example;Bo|b@y.example;|c@z.example", DisplayName = "group")]
    [DataRow("a@x.example; b@y.example", "|a@x.example;|b@y.example", DisplayName = "semicolons")]
    [DataRow("<@relay.example,@b.example:ana@x.example>", "|ana@x.example", DisplayName = "source route")]
    [DataRow("\"ana ruiz\"@x.example", "|\"ana ruiz\"@x.example", DisplayName = "quoted local part")]
    [DataRow("Ana ana@x.example", "Ana|ana@x.example", DisplayName = "missing brackets")]
    [DataRow("ana@[IPv6:2001:db8::1]", "|ana@[IPv6:2001:db8::1]", DisplayName = "address literal")]
    [DataRow("用户@例え.example", "|用户@例え.example", DisplayName = "internationalised address")]
    [DataRow("<>", "", DisplayName = "null address")]
    [DataRow(",,;:,", "", DisplayName = "only separators")]
    public void Address_lists_are_read_as_written(string header, string expected)
    {
        var envelope = EnvelopeReader.FromHeaders([new("To", header)]);

        Assert.AreEqual(expected, string.Join(';', envelope.To.Select(a => $"{a.Name}|{a.Address}")));
    }

    [TestMethod]
    public void To_and_Cc_headers_are_joined_and_the_first_From_that_names_somebody_wins()
    {
        var envelope = EnvelopeReader.FromHeaders(
        [
            new("FROM", ""), new("from", "Ana <ana@x.example>"), new("From", "mallory@evil.example"),
            new("To", "a@x.example"), new("tO", "b@x.example"), new("CC", "c@x.example"), new("cc", "d@x.example")
        ]);

        Assert.AreEqual("ana@x.example", envelope.From.Single().Address);
        CollectionAssert.AreEqual(new[] { "a@x.example", "b@x.example" }, envelope.To.Select(a => a.Address).ToArray());
        CollectionAssert.AreEqual(new[] { "c@x.example", "d@x.example" }, envelope.Cc.Select(a => a.Address).ToArray());
    }

    [TestMethod]
    [DataRow("<")]
    [DataRow("\"")]
    [DataRow("\\\"")]
    [DataRow("(")]
    [DataRow("a@b.example,")]
    [DataRow("x:")]
    [DataRow("<a@b.example>")]
    [DataRow("=?utf-8?B?")]
    public void Endless_lists_end_with_bounded_addresses_and_names(string unit)
    {
        var header = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));

        var envelope = EnvelopeReader.FromHeaders([new("To", header), new("To", header), new("From", header)]);

        Assert.IsLessThanOrEqualTo(500, envelope.To.Count);
        Assert.IsTrue(envelope.To.Concat(envelope.From).All(a => a.Address.Length <= 512 && (a.Name?.Length ?? 0) <= 500));
    }
}
