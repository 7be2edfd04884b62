using EmailSync.LocalHost;
using EmailSync.LocalHost.Settings;

namespace EmailSync.Tests.LocalHost;

[TestClass]
public sealed class SettingsFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [TestMethod]
    public void Values_are_read_as_configuration_keys()
    {
        File.WriteAllText(path, """{"IsEncrypted": false, /* ours */ "Values": {"Gmail__ClientId": "c", "EmailSync__Depth__Max": 3, "Off": false,}}""");

        var settings = SettingsFile.Read(path);

        Assert.AreEqual("c", settings["gmail:clientid"]);
        Assert.AreEqual("3", settings["EmailSync:Depth:Max"]);
        Assert.AreEqual("false", settings["Off"]);
    }

    [TestMethod]
    [DataRow("{\"Values\":\n {\"a\": }}", "not valid JSON: line 2")]
    [DataRow("""{"IsEncrypted": true, "Values": {}}""", "is encrypted")]
    [DataRow("""{"Values": {"a": {"b": "c"}}}""", "the value of a must be a text")]
    public void A_file_that_cannot_be_used_is_one_line_that_says_why(string content, string reason)
    {
        File.WriteAllText(path, content);

        var failure = Assert.ThrowsExactly<StartupException>(() => SettingsFile.Read(path));

        StringAssert.Contains(failure.Message, path, StringComparison.Ordinal);
        StringAssert.Contains(failure.Message, reason, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_file_that_is_not_there_is_named()
    {
        var failure = Assert.ThrowsExactly<StartupException>(() => SettingsFile.Read(path + ".none"));

        StringAssert.Contains(failure.Message, "does not exist", StringComparison.Ordinal);
    }
}
