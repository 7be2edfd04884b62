using System.Text;
using EmailSync.Core;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.Addresses;

[TestClass]
public sealed class LoggingAddressesTests
{
    private static readonly LocationId north = new("north");
    private static readonly UserId ana = new("ana");
    private readonly LoggingAddresses addresses = In("Log.Acme.Example");

    [TestMethod]
    public void R14_Everybody_has_one_of_their_own_in_each_location_and_always_the_same()
    {
        var own = addresses.Of(north, ana)!;

        Assert.AreEqual(own, In("log.acme.example").Of(north, ana));
        Assert.HasCount(3, new[] { own, addresses.Of(north, new UserId("ben"))!, addresses.Of(new LocationId("south"), ana)! }.Distinct().ToList());
        Assert.IsTrue(addresses.IsOne(own));
        Assert.IsTrue(addresses.IsOne(own.ToUpperInvariant()));
        StringAssert.EndsWith(own, "@log.acme.example", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("log-00000000000000000000000@log.acme.example")]
    [DataRow("log-000000000000000000000000@acme.example")]
    [DataRow("log-00000000000000000000000z@log.acme.example")]
    [DataRow("x-log-000000000000000000000000@log.acme.example")]
    [DataRow("office@log.acme.example")]
    [DataRow("")]
    public void R14_What_only_resembles_one_is_none(string address) => Assert.IsFalse(addresses.IsOne(address));

    [TestMethod]
    public void R14_They_are_taken_out_of_addresses_and_texts()
    {
        var own = addresses.Of(north, ana)!;
        var content = new MailContent($"Hello {own}", $"> Cc: <{own.ToUpperInvariant()}>", $"<p>{own}</p>", []);

        Assert.AreEqual(new MailContent("Hello ", "> Cc: <>", "<p></p>", []), addresses.Without(content) with { Attachments = [] });
        Assert.AreEqual("b@x.example", addresses.Without([new MailAddress(null, own), new MailAddress(null, "b@x.example")]).Single().Address);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(32 * 1024 - 20)]
    [DataRow(32 * 1024 - 320)]
    [DataRow(100_000)]
    public void R14_One_is_found_in_raw_mail_wherever_it_stands(int before)
    {
        var mime = Encoding.Latin1.GetBytes(new string('x', before) + " " + addresses.Of(north, ana) + new string('y', 40_000));

        Assert.IsTrue(addresses.StandsIn(mime));
        Assert.IsFalse(addresses.StandsIn(Encoding.Latin1.GetBytes(new string('x', before) + " log-@log.acme.example")));
    }

    [TestMethod]
    public void R14_Without_a_domain_there_are_none()
    {
        var none = In("");

        Assert.IsNull(none.Of(north, ana));
        Assert.IsFalse(none.Exist || none.IsOne("log-000000000000000000000000@log.acme.example") || none.StandsIn(new byte[100]));
    }

    private static LoggingAddresses In(string domain) =>
        new(new KeyHasher(new byte[32]), Options.Create(new EmailSyncOptions { LoggingAddressDomain = domain }));
}
