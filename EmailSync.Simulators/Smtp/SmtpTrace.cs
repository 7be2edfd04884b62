using System.Globalization;

namespace EmailSync.Simulators.Smtp;

/// <summary>The sink's line in the trace of a mail (RFC 5321, 4.4).</summary>
internal static class SmtpTrace
{
    public const string HostName = "smtp.emailsync.test";

    public static string Received(string client, string id, bool signedIn, bool utf8, DateTimeOffset now) =>
        $"Received: from {client} ([127.0.0.1])\r\n\tby {HostName} with {(utf8 ? "UTF8SMTP" : "ESMTP")}{(signedIn ? "A" : "")} id {id};\r\n\t{Date(now)}";

    public static string Date(DateTimeOffset at) => at.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
}
