using EmailSync.Core.Directory;
using MailKit.Security;

namespace EmailSync.Core.Providers.Smtp;

internal static class SmtpSecurity
{
    /// <summary>Never one that falls back to less than was asked for.</summary>
    public static SecureSocketOptions Of(ProviderSecurity security) => security switch
    {
        ProviderSecurity.Tls => SecureSocketOptions.SslOnConnect,
        ProviderSecurity.StartTls => SecureSocketOptions.StartTls,
        ProviderSecurity.None => SecureSocketOptions.None,
        _ => throw new ArgumentOutOfRangeException(nameof(security), security, "Not a protection that is known."),
    };
}
