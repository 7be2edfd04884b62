namespace EmailSync.Core.Mail;

/// <summary>Pure.</summary>
internal static class ReferenceChain
{
    /// <summary>What our own reader reads, too.</summary>
    public const int Max = 50;

    /// <summary>
    /// A chain that has grown too long keeps its first id, which names the thread, and its last ones, which readers look up first; the same is advised for
    /// news (RFC 5537 section 3.4.4).
    /// </summary>
    public static IReadOnlyList<string> Trim(IReadOnlyList<string> ids) => ids.Count <= Max ? ids : [ids[0], .. ids.TakeLast(Max - 1)];
}
