using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class AesGcmTokenProtectorTests
{
    private static readonly MailboxId Mailbox = new("m1");

    [TestMethod]
    [DataRow("")]
    [DataRow("a refresh token")]
    [DataRow("ümläut 😀")]
    public void A_protected_text_comes_back(string plaintext)
    {
        var protector = new AesGcmTokenProtector(EmailSyncKeys.Generate());

        var text = protector.Protect("refresh", Mailbox, plaintext);

        Assert.AreEqual(plaintext, protector.Unprotect("refresh", Mailbox, text));
    }

    [TestMethod]
    public void The_same_text_is_protected_differently_each_time_and_names_its_key()
    {
        var protector = new AesGcmTokenProtector(EmailSyncKeys.Generate());

        var first = protector.Protect("refresh", Mailbox, "token");
        var second = protector.Protect("refresh", Mailbox, "token");

        Assert.AreNotEqual(first, second);
        StringAssert.StartsWith(first, "v1.1.");
        Assert.DoesNotContain("token", first);
    }

    [TestMethod]
    public void Another_purpose_or_mailbox_does_not_decrypt()
    {
        var protector = new AesGcmTokenProtector(EmailSyncKeys.Generate());
        var text = protector.Protect("refresh", Mailbox, "token");

        Assert.Throws<CryptographicException>(() => protector.Unprotect("access", Mailbox, text));
        Assert.Throws<CryptographicException>(() => protector.Unprotect("refresh", new MailboxId("m2"), text));
        Assert.Throws<CryptographicException>(() => protector.Unprotect("1refresh", new MailboxId("m"), text));
    }

    [TestMethod]
    public void Any_changed_or_missing_byte_does_not_decrypt()
    {
        var protector = new AesGcmTokenProtector(EmailSyncKeys.Generate());
        var text = protector.Protect("refresh", Mailbox, "token");

        // The last character of base64url carries bits that stand for nothing; every other one counts.
        for (var i = 0; i < text.Length - 1; i++)
        {
            var changed = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            Assert.Throws<CryptographicException>(() => protector.Unprotect("refresh", Mailbox, changed), changed);
        }
        for (var length = 0; length < text.Length; length++)
            Assert.Throws<CryptographicException>(() => protector.Unprotect("refresh", Mailbox, text[..length]));
    }

    [TestMethod]
    public void After_a_rotation_old_texts_decrypt_and_new_ones_use_the_new_key()
    {
        var old = EmailSyncKeys.Generate();
        var text = new AesGcmTokenProtector(old).Protect("refresh", Mailbox, "token");
        var document = JsonNode.Parse(old.ToJson())!;
        document["keys"]!["2"] = Convert.ToBase64String(new byte[32]);
        document["current"] = "2";
        var rotated = new AesGcmTokenProtector(EmailSyncKeys.Parse(document.ToJsonString()));

        var renewed = rotated.Protect("refresh", Mailbox, "token");

        Assert.AreEqual("token", rotated.Unprotect("refresh", Mailbox, text));
        StringAssert.StartsWith(renewed, "v1.2.");
        Assert.Throws<CryptographicException>(() => new AesGcmTokenProtector(old).Unprotect("refresh", Mailbox, renewed));
    }
}
