using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EmailSync.Tests.Mail;

/// <summary>Parts of signed and encrypted mail, headers and all.</summary>
internal static class SecureMail
{
    public const string Pgp =
        "Content-Type: multipart/encrypted; boundary=pgp; protocol=\"application/pgp-encrypted\"\r\n\r\n--pgp\r\n" +
        "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--pgp\r\n" +
        "Content-Type: application/octet-stream; name=encrypted.asc\r\nContent-Disposition: inline; filename=encrypted.asc\r\n\r\n" +
        "-----BEGIN PGP MESSAGE-----\r\nxyz\r\n-----END PGP MESSAGE-----\r\n--pgp--\r\n";

    public const string PgpSigned =
        "Content-Type: multipart/signed; boundary=pgp; micalg=pgp-sha256; protocol=\"application/pgp-signature\"\r\n\r\n--pgp\r\n" +
        "Content-Type: text/plain\r\n\r\nsigned words\r\n--pgp\r\n" +
        "Content-Type: application/pgp-signature; name=OpenPGP_signature.asc\r\nContent-Disposition: attachment; filename=OpenPGP_signature\r\n\r\nxyz\r\n--pgp--\r\n";

    public static byte[] Signed(byte[] inside)
    {
        using var certificate = Certificate();
        var signed = new SignedCms(new ContentInfo(inside));
        signed.ComputeSignature(new CmsSigner(certificate));
        return signed.Encode();
    }

    public static byte[] Enveloped(byte[] inside)
    {
        using var certificate = Certificate();
        var enveloped = new EnvelopedCms(new ContentInfo(inside));
        enveloped.Encrypt(new CmsRecipient(certificate));
        return enveloped.Encode();
    }

    public static string Part(string contentType, byte[] content) =>
        $"Content-Type: {contentType}\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}\r\n";

    public static byte[] Mail(string part) => Encoding.ASCII.GetBytes("From: ana@x.example\r\nMIME-Version: 1.0\r\n" + part);

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=ana", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
