using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class KeyFileTests
{
    private const string Local = "UseDevelopmentStorage=true";
    private const string Remote = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net";
    private readonly string folder = Directory.CreateTempSubdirectory("emailsync-keys-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public void The_first_start_on_local_storage_makes_a_file_that_only_its_owner_reads()
    {
        var file = Path.Combine(folder, "new", "keys.json");

        var made = Load(Local, file);
        var read = Load(Local, file);

        CollectionAssert.AreEqual(made.Hashing, read.Hashing);
        CollectionAssert.AreEqual(made.Encryption[made.Current], read.Encryption[read.Current]);
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [TestMethod]
    public async Task Processes_that_make_the_file_at_once_all_end_with_the_same_keys()
    {
        var file = Path.Combine(folder, "keys.json");
        using var start = new ManualResetEventSlim();

        var racing = Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(() =>
        {
            start.Wait();
            return Convert.ToHexString(Load(Local, file).Hashing);
        }, TaskCreationOptions.LongRunning)).ToList();
        start.Set();
        var hashing = await Task.WhenAll(racing);

        Assert.HasCount(1, hashing.Distinct());
        CollectionAssert.AreEqual(new[] { file }, Directory.GetFiles(folder));
    }

    [TestMethod]
    [DataRow("UseDevelopmentStorage=true", true)]
    [DataRow("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:1/a", true)]
    [DataRow("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://localhost:1/a", true)]
    [DataRow("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://storage.example", false)]
    [DataRow("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://10.0.0.1:1/a", false)]
    [DataRow(Remote, false)]
    public void Storage_is_local_only_when_it_ends_at_this_machine(string connection, bool local)
    {
        var options = new StorageOptions { StorageConnectionString = connection };

        Assert.AreEqual(local, StorageConnection.IsLocal(options));
    }

    [TestMethod]
    public void A_file_that_is_missing_for_storage_elsewhere_is_an_error_that_names_the_setting_and_makes_nothing()
    {
        var error = Assert.ThrowsExactly<KeySourceException>(() => Load(Remote, Path.Combine(folder, "keys.json")));

        StringAssert.StartsWith(error.Message, "EmailSync__KeyFile: ");
        Assert.IsEmpty(Directory.GetFiles(folder));
    }

    [TestMethod]
    public void Storage_elsewhere_without_any_key_setting_is_an_error_that_names_both_settings()
    {
        var error = Assert.ThrowsExactly<KeySourceException>(() => Load(Remote, file: null));

        StringAssert.Contains(error.Message, "EmailSync__KeyVaultUri");
        StringAssert.Contains(error.Message, "EmailSync__KeyFile");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("{}")]
    [DataRow("""{"hashing":"c2hvcnQ=","current":"1","keys":{"1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}""")]
    [DataRow("""{"hashing":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","current":"2","keys":{"1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}""")]
    [DataRow("""{"hashing":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","current":"1","keys":{"1":"AAAA"}}""")]
    [DataRow("""{"hashing":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","current":"a.b","keys":{"a.b":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}""")]
    [DataRow("""{"hashing":"not base64!","current":"1","keys":{"1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}""")]
    public void A_malformed_file_is_one_line_that_names_the_setting_and_is_left_as_it_is(string text)
    {
        var file = Path.Combine(folder, "keys.json");
        File.WriteAllText(file, text);

        var error = Assert.ThrowsExactly<KeySourceException>(() => Load(Local, file));

        StringAssert.StartsWith(error.Message, "EmailSync__KeyFile: ");
        Assert.DoesNotContain('\n', error.Message);
        Assert.AreEqual(text, File.ReadAllText(file));
    }

    private static EmailSyncKeys Load(string connection, string? file) =>
        new KeySource().Load(new StorageOptions { StorageConnectionString = connection, KeyFile = file });
}
