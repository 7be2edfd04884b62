using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Crm.Webhooks;

namespace EmailSync.Tests.Webhooks;

[TestClass]
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static readonly DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(1_772_355_600);

    [TestMethod]
    public void The_signature_is_hmac_sha256_over_id_timestamp_and_body_with_the_decoded_secret()
    {
        var expected = HMACSHA256.HashData(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"), Encoding.UTF8.GetBytes("evt_1.1772355600.{\"a\":\"ü\"}"));

        var signature = WebhookSignature.Sign(Secret, "evt_1", at, "{\"a\":\"ü\"}");

        Assert.AreEqual("v1," + Convert.ToBase64String(expected), signature);
    }

    [TestMethod]
    [DataRow(Secret, true)]
    [DataRow("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", false)]
    [DataRow("whsec_c2hvcnQ=", false)]
    [DataRow("whsec_not base64", false)]
    [DataRow("", false)]
    [DataRow(null, false)]
    public void A_secret_is_whsec_and_base64_of_24_to_64_bytes(string? secret, bool valid) =>
        Assert.AreEqual(valid, WebhookSignature.IsValidSecret(secret));

    [TestMethod]
    [DataRow(0, true)]
    [DataRow(300, true)]
    [DataRow(-300, true)]
    [DataRow(301, false)]
    [DataRow(-301, false)]
    public void A_signature_holds_for_five_minutes_around_its_time(int secondsLater, bool genuine) =>
        Assert.AreEqual(genuine, Verify("1772355600", WebhookSignature.Sign(Secret, "id", at, "mail"), at.AddSeconds(secondsLater)));

    [TestMethod]
    public void One_of_several_signatures_is_enough_and_none_is_not()
    {
        var signature = WebhookSignature.Sign(Secret, "id", at, "mail");

        Assert.IsTrue(Verify("1772355600", "v1,AAAA " + signature, at));
        Assert.IsFalse(Verify("1772355600", "", at));
        Assert.IsFalse(Verify("1772355600", "v1,AAAA", at));
        Assert.IsFalse(Verify("1772355601", signature, at));
        Assert.IsFalse(Verify("soon", signature, at));
        Assert.IsFalse(Verify("99999999999999999999", signature, at));
        Assert.IsFalse(WebhookSignature.Verify(Secret, "id", "1772355600", "other"u8, signature, at, TimeSpan.FromMinutes(5)));
    }

    private static bool Verify(string timestamp, string signatures, DateTimeOffset now) =>
        WebhookSignature.Verify(Secret, "id", timestamp, "mail"u8, signatures, now, TimeSpan.FromMinutes(5));
}
