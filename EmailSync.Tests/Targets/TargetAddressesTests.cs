using System.Net;
using EmailSync.Core.Providers.Targets;

namespace EmailSync.Tests.Targets;

[TestClass]
public sealed class TargetAddressesTests
{
    [TestMethod]
    [DataRow("8.8.8.8")]
    [DataRow("100.63.255.255")]
    [DataRow("100.128.0.0")]
    [DataRow("172.15.255.255")]
    [DataRow("172.32.0.0")]
    [DataRow("169.253.255.255")]
    [DataRow("198.17.255.255")]
    [DataRow("223.255.255.255")]
    [DataRow("2606:4700::1111")]
    [DataRow("::ffff:8.8.8.8")]
    [DataRow("64:ff9b::808:808")]
    [DataRow("2002:808:808::1")]
    public void Public_addresses_are_always_allowed(string address) => Assert.AreEqual("Public, Loopback, Private", Allowed(address));

    [TestMethod]
    [DataRow("127.0.0.1")]
    [DataRow("127.255.255.254")]
    [DataRow("::1")]
    [DataRow("::ffff:127.0.0.1")]
    [DataRow("64:ff9b::7f00:1")]
    [DataRow("2002:7f00:1::")]
    public void This_machine_is_allowed_by_loopback(string address) => Assert.AreEqual("Loopback, Private", Allowed(address));

    [TestMethod]
    [DataRow("10.0.0.1")]
    [DataRow("10.255.255.255")]
    [DataRow("172.16.0.1")]
    [DataRow("172.31.255.255")]
    [DataRow("192.168.1.1")]
    [DataRow("100.64.0.1")]
    [DataRow("100.100.100.200")]
    [DataRow("100.127.255.255")]
    [DataRow("fc00::1")]
    [DataRow("fd12:3456::1")]
    [DataRow("::ffff:10.0.0.1")]
    [DataRow("64:ff9b::a00:1")]
    [DataRow("2002:c0a8:101::1")]
    public void Private_networks_are_allowed_by_private(string address) => Assert.AreEqual("Private", Allowed(address));

    [TestMethod]
    [DataRow("0.0.0.0")]
    [DataRow("0.1.2.3")]
    [DataRow("169.254.169.254")]
    [DataRow("168.63.129.16")]
    [DataRow("192.0.0.192")]
    [DataRow("192.0.2.1")]
    [DataRow("198.51.100.1")]
    [DataRow("203.0.113.1")]
    [DataRow("198.18.0.1")]
    [DataRow("198.19.255.255")]
    [DataRow("192.88.99.1")]
    [DataRow("224.0.0.1")]
    [DataRow("239.255.255.250")]
    [DataRow("240.0.0.1")]
    [DataRow("255.255.255.255")]
    [DataRow("::")]
    [DataRow("::7f00:1")]
    [DataRow("::ffff:169.254.169.254")]
    [DataRow("::ffff:0:7f00:1")]
    [DataRow("64:ff9b::a9fe:a9fe")]
    [DataRow("64:ff9b:1::a00:1")]
    [DataRow("2002:a9fe:a9fe::")]
    [DataRow("2001:0:7f00:1::")]
    [DataRow("2001:db8::1")]
    [DataRow("3fff::1")]
    [DataRow("100::1")]
    [DataRow("fe80::1")]
    [DataRow("fec0::1")]
    [DataRow("ff02::1")]
    [DataRow("4000::1")]
    public void Addresses_that_are_nobodys_target_are_never_allowed(string address) => Assert.AreEqual("", Allowed(address));

    [TestMethod]
    [DataRow("hooks.crm.example", AllowedTargets.Public, true)]
    [DataRow("localhost", AllowedTargets.Public, false)]
    [DataRow("LOCALHOST.", AllowedTargets.Public, false)]
    [DataRow("a.localhost", AllowedTargets.Public, false)]
    [DataRow("localhost", AllowedTargets.Loopback, true)]
    [DataRow("[::1]", AllowedTargets.Public, false)]
    [DataRow("[::1]", AllowedTargets.Loopback, true)]
    [DataRow("10.1.2.3", AllowedTargets.Loopback, false)]
    [DataRow("10.1.2.3", AllowedTargets.Private, true)]
    [DataRow("127.1", AllowedTargets.Public, false)]
    [DataRow("2130706433", AllowedTargets.Public, false)]
    [DataRow("0x7f000001", AllowedTargets.Public, false)]
    [DataRow("169.254.169.254", AllowedTargets.Private, false)]
    public void What_is_written_is_judged_by_the_address_that_it_means(string host, AllowedTargets allowed, bool mayBe) =>
        Assert.AreEqual(mayBe, TargetAddresses.MayBe(host, allowed));

    private static string Allowed(string address) =>
        string.Join(", ", Enum.GetValues<AllowedTargets>().Where(allowed => TargetAddresses.IsAllowed(IPAddress.Parse(address), allowed)));
}
