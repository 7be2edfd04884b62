using System.Security.Cryptography;
using System.Text;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Verifies a webhook as its receiver does, by the Standard Webhooks specification.</summary>
internal static class StandardWebhook
{
    public static bool IsGenuine(CrmHookSeen hook, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signed = $"{hook.Headers["webhook-id"]}.{hook.Headers["webhook-timestamp"]}.{hook.Body}";
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
        return hook.Headers["webhook-signature"].Split(' ').Contains(expected);
    }
}
