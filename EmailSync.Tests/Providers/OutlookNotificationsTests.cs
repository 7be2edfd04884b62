using System.Text;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class OutlookNotificationsTests
{
    [TestMethod]
    public void Changes_name_their_message_as_changed_or_removed_and_lifecycle_items_their_event()
    {
        var body = """
            {"value":[
             {"subscriptionId":"s1","clientState":"secret","changeType":"created","resource":"Users/1/Messages/m1","resourceData":{"@odata.type":"#Microsoft.Graph.Message","id":"m1"}},
             {"subscriptionId":"s1","clientState":"secret","changeType":"Deleted","resourceData":{"id":"m2"}},
             {"subscriptionId":"s2","clientState":"other","lifecycleEvent":"missed","tenantId":"t"}]}
            """;

        Assert.IsTrue(OutlookNotifications.TryRead(Encoding.UTF8.GetBytes(body), out var items));

        CollectionAssert.AreEqual(
            new[]
            {
                new OutlookNotification("s1", "secret", new ProviderMessageId("m1"), null), new OutlookNotification("s1", "secret", null, null) { Removed = new ProviderMessageId("m2") },
                new OutlookNotification("s2", "other", null, "missed"),
            },
            items.ToArray());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"value":7}""")]
    [DataRow("""{"value":[null]}""")]
    [DataRow("""{"value":[{"subscriptionId":""}]}""")]
    [DataRow("""{"value":[{"subscriptionId":{"a":1}}]}""")]
    [DataRow("{\"value\":[{\"subscriptionId\":\"s1\"")]
    public void What_is_no_notification_is_not_read(string body) =>
        Assert.IsFalse(OutlookNotifications.TryRead(Encoding.UTF8.GetBytes(body), out _));
}
