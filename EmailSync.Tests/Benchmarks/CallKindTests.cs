using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Ingest;

namespace EmailSync.Tests.Benchmarks;

[TestClass]
public sealed class CallKindTests
{
    [TestMethod]
    [DataRow("GET", "/gmail/v1/users/{user}/history", "ChangeFeed")]
    [DataRow("GET", "/gmail/v1/users/{user}/messages/{id}?format=metadata", "Headers")]
    [DataRow("GET", "/gmail/v1/users/{user}/messages/{id}?format=raw", "Raw")]
    [DataRow("GET", "/gmail/v1/users/{user}/messages", "Other")]
    [DataRow("POST", "/gmail/v1/users/{user}/watch", "Other")]
    [DataRow("GET", "/v1.0/users/{user}/mailFolders/{folder}/messages/delta", "ChangeFeed")]
    [DataRow("GET", "/v1.0/users/{user}/mailFolders/delta", "ChangeFeed")]
    [DataRow("GET", "/v1.0/users/{user}/messages/{id}", "Headers")]
    [DataRow("GET", "/v1.0/users/{user}/messages/{id}/$value", "Raw")]
    [DataRow("PATCH", "/v1.0/users/{user}/messages/{id}", "Other")]
    [DataRow("POST", "/token", "Other")]
    public void A_call_is_of_the_kind_that_its_path_says(string method, string path, string kind)
    {
        Assert.AreEqual(Enum.Parse<CallKind>(kind), CallKinds.Of(new ProviderCall(null, method, path, 1, 1)));
    }
}
