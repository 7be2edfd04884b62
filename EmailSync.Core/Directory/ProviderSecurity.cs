using System.Text.Json.Serialization;

namespace EmailSync.Core.Directory;

/// <summary>How the connection to a mail service is protected (RFC 8314).</summary>
[JsonConverter(typeof(WordConverter<ProviderSecurity>))]
public enum ProviderSecurity
{
    /// <summary>TLS from the first byte, usually port 465.</summary>
    [JsonStringEnumMemberName("tls")]
    Tls,

    /// <summary>TLS after STARTTLS, usually port 587; a service that does not offer it gets nothing.</summary>
    [JsonStringEnumMemberName("startTls")]
    StartTls,

    /// <summary>None at all, for services on this machine.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
