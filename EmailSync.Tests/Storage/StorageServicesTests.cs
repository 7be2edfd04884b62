using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class StorageServicesTests
{
    private const string Remote = "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=a2V5;EndpointSuffix=core.windows.net";
    private readonly string folder = Directory.CreateTempSubdirectory("emailsync-services-").FullName;

    private string KeyFile => Path.Combine(folder, "keys.json");

    [TestCleanup]
    public void Clean() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public async Task With_a_connection_string_and_a_key_file_everything_works_together()
    {
        var connection = await AzuriteFixture.ConnectionStringAsync();
        await using var services = Services(
            ("EmailSync:StorageConnectionString", connection), ("EmailSync:KeyFile", KeyFile),
            ("EmailSync:TablePrefix", AzuriteFixture.UniqueName("S")), ("EmailSync:BlobContainer", AzuriteFixture.UniqueName("s")));
        services.GetRequiredService<IStartupValidator>().Validate();

        await services.GetRequiredService<ITables>().PingAsync(CancellationToken.None);
        await services.GetRequiredService<IBlobs>().PutAsync("b", new byte[] { 1 }, "text/plain", CancellationToken.None);
        var protector = services.GetRequiredService<ITokenProtector>();
        var text = protector.Protect("refresh", new MailboxId("m"), "token");

        Assert.AreEqual("token", protector.Unprotect("refresh", new MailboxId("m"), text));
        Assert.HasCount(24, services.GetRequiredService<KeyHasher>().Hash("mailbox", "x"));
    }

    [TestMethod]
    public void The_connection_string_is_the_one_of_the_functions_host_unless_there_is_an_own_one()
    {
        using var both = Services(("AzureWebJobsStorage", Remote), ("EmailSync:StorageConnectionString", "UseDevelopmentStorage=true"), ("EmailSync:KeyFile", KeyFile));
        using var one = Services(("AzureWebJobsStorage", "UseDevelopmentStorage=true"), ("EmailSync:KeyFile", KeyFile));

        Assert.AreEqual("UseDevelopmentStorage=true", Options(both).StorageConnectionString);
        Assert.AreEqual("UseDevelopmentStorage=true", Options(one).StorageConnectionString);
    }

    [TestMethod]
    public void A_managed_identity_is_used_where_the_functions_host_names_an_account()
    {
        File.WriteAllText(KeyFile, EmailSyncKeys.Generate().ToJson());
        using var services = Services(("AzureWebJobsStorage:accountName", "acct"), ("AzureWebJobsStorage:clientId", "id"), ("EmailSync:KeyFile", KeyFile));

        var options = Options(services);

        Assert.AreEqual(new Uri("https://acct.table.core.windows.net"), options.TableServiceUri);
        Assert.AreEqual(new Uri("https://acct.blob.core.windows.net"), options.BlobServiceUri);
        Assert.AreEqual("id", options.ManagedIdentityClientId);
    }

    [TestMethod]
    [DataRow("", "", "", "EmailSync__StorageConnectionString")]
    [DataRow("EmailSync:StorageConnectionString", "secret nonsense", "", "EmailSync__StorageConnectionString")]
    [DataRow("AzureWebJobsStorage", "secret nonsense", "", "AzureWebJobsStorage")]
    [DataRow("AzureWebJobsStorage", "AccountName=secret;AccountKey=not base64", "", "AzureWebJobsStorage")]
    [DataRow("AzureWebJobsStorage", Remote, "", "EmailSync__KeyVaultUri")]
    [DataRow("AzureWebJobsStorage", Remote, "EmailSync:KeyFile=/none/keys.json", "EmailSync__KeyFile")]
    [DataRow("AzureWebJobsStorage", Remote, "EmailSync:KeyVaultUri=not a url", "EmailSync__KeyVaultUri")]
    [DataRow("AzureWebJobsStorage", "UseDevelopmentStorage=true", "EmailSync:TablePrefix=1-x", "EmailSync__TablePrefix")]
    [DataRow("AzureWebJobsStorage", "UseDevelopmentStorage=true", "EmailSync:BlobContainer=Not_Legal", "EmailSync__BlobContainer")]
    [DataRow("AzureWebJobsStorage:tableServiceUri", "not a url", "", "AzureWebJobsStorage__tableServiceUri")]
    public void A_missing_or_malformed_setting_is_one_line_that_starts_with_its_name_and_hides_its_value(
        string name, string value, string other, string named)
    {
        var settings = new List<(string, string)>();
        if (name.Length > 0)
            settings.Add((name, value));
        if (other.Split('=', 2) is [var otherName, var otherValue])
            settings.Add((otherName, otherValue));
        using var services = Services([.. settings]);

        var error = Assert.ThrowsExactly<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        StringAssert.StartsWith(error.Message, named);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    private static StorageOptions Options(ServiceProvider services) => services.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            .Build();
        return new ServiceCollection().AddEmailSyncStorage(configuration).BuildServiceProvider();
    }
}
