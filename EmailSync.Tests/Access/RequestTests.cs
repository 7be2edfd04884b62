using System.Net;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Tests.Access;

/// <summary>What is believed of a request.</summary>
[TestClass]
public sealed class RequestTests
{
    [TestMethod]
    [DataRow("203.0.113.7", null, "203.0.113.7")]
    [DataRow("203.0.113.7", "198.51.100.1", "203.0.113.7")]
    [DataRow("127.0.0.1", null, null)]
    [DataRow("127.0.0.1", "198.51.100.1", "198.51.100.1")]
    [DataRow("127.0.0.1", "198.51.100.1:4711", "198.51.100.1")]
    [DataRow("127.0.0.1", "192.0.2.99, 10.0.0.1, 198.51.100.1:4711", "198.51.100.1")]
    [DataRow("10.0.0.1", null, null)]
    [DataRow("127.0.0.1", "169.254.129.1:4711", null)]
    [DataRow("::ffff:172.16.0.9", null, null)]
    [DataRow("::1", "[2001:db8:1:2:3::4]:4711", "20010DB800010002")]
    [DataRow("::1", "2001:db8:1:2:ffff::9", "20010DB800010002")]
    [DataRow("::ffff:203.0.113.7", null, "203.0.113.7")]
    [DataRow("127.0.0.1", "198.51.100.1, nonsense", "unreadable")]
    public void A_call_came_from_where_the_nearest_witness_says(string connection, string? forwarded, string? expected)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(connection);
        if (forwarded is not null)
            http.Request.Headers["X-Forwarded-For"] = forwarded;

        Assert.AreEqual(expected, Remote.Of(http));
    }

    [TestMethod]
    [DataRow("Request-Id", "crm-4711:a/b=c+d~e@f.g_h")]
    [DataRow("X-Request-Id", "crm-4711")]
    public void A_request_is_called_as_its_caller_says(string header, string id)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[header] = id;

        Assert.AreEqual(id, RequestIds.Give(http));
        Assert.AreEqual(id, RequestIds.Find(http));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("two words")]
    [DataRow("line\nbreak")]
    [DataRow("<script>")]
    [DataRow("naïve")]
    [DataRow("a,b")]
    public void What_could_do_harm_in_a_header_or_a_log_is_not_taken(string id)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["Request-Id"] = id;

        var given = RequestIds.Give(http);

        Assert.AreEqual(32, given.Length);
        Assert.IsTrue(given.All(char.IsAsciiHexDigitLower));
    }

    [TestMethod]
    public void A_name_of_a_request_has_a_length_that_a_log_can_bear()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["Request-Id"] = new string('a', 129);

        Assert.AreEqual(32, RequestIds.Give(http).Length);
        http.Request.Headers["Request-Id"] = new string('a', 128);
        Assert.AreEqual(128, RequestIds.Give(http).Length);
    }
}
