using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>
/// The addresses of a mail as the decision log keeps them: short keyed hashes, so that one may ask for an address but never read one out. Bounded:
/// those after the first twenty are not kept.
/// </summary>
public static class DecisionAddresses
{
    public const int Most = 20;

    public static string? Of(TableKeys keys, LocationId location, Envelope envelope)
    {
        var marks = new List<string>();
        foreach (var written in envelope.From.Concat(envelope.To).Concat(envelope.Cc).Concat(envelope.Bcc))
        {
            if (EmailAddress.TryParse(written.Address, out var address) && keys.DecisionAddress(location, address.MatchKey) is var mark && !marks.Contains(mark))
                marks.Add(mark);
            if (marks.Count == Most)
                break;
        }
        return marks.Count == 0 ? null : string.Join(' ', marks);
    }

    /// <param name="addresses">As <see cref="Of"/> gives them.</param>
    /// <param name="mark">As <see cref="TableKeys.DecisionAddress"/> gives it.</param>
    public static bool Include(string? addresses, string mark) => addresses?.Split(' ').Contains(mark, StringComparer.Ordinal) == true;
}
