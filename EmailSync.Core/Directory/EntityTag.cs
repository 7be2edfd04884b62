using System.Security.Cryptography;
using System.Text;

namespace EmailSync.Core.Directory;

/// <summary>
/// The strong entity tag (RFC 9110 section 8.8.3) of something of the directory: a digest of its version, so that it is the same at every instance and says nothing
/// of the storage behind it. It changes with every write, also one of our own (R14) and one of a secret that is never shown.
/// </summary>
public static class EntityTag
{
    private const int Length = 32;

    public static string Of(string version) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)))[..Length]}\"";
}
