using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace EmailSync.Simulators.Smtp;

/// <summary>Who may sign in. While there is nobody, mail is taken without a sign-in.</summary>
internal sealed class SmtpAccounts
{
    private readonly ConcurrentDictionary<string, string> passwords = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Users => [.. passwords.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    public bool SignInRequired => !passwords.IsEmpty;

    /// <summary>Makes an account, or gives it another password.</summary>
    public void Set(string user, string password) => passwords[user] = password;

    public bool Remove(string user) => passwords.TryRemove(user, out _);

    public void Clear() => passwords.Clear();

    public bool Accepts(string user, string password) =>
        passwords.TryGetValue(user, out var expected)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(password));
}
