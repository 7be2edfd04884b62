using System.Runtime.CompilerServices;

namespace EmailSync.Core.Storage;

/// <summary>Reads several lists, each in order of its keys, as one that is.</summary>
internal static class OrderedMerge
{
    /// <param name="lists">Each in ordinal order of its keys. None is read further than what has been taken, and one item.</param>
    /// <param name="key">What they are in order of. Items of one key come in the order of the lists.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<T> ByAsync<T>(
        IEnumerable<IAsyncEnumerable<T>> lists, Func<T, string> key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var readers = lists.Select(l => l.GetAsyncEnumerator(cancellationToken)).ToArray();
        try
        {
            var unread = new List<IAsyncEnumerator<T>>(readers.Length);
            foreach (var reader in readers)
            {
                if (await reader.MoveNextAsync())
                    unread.Add(reader);
            }

            while (unread.MinBy(r => key(r.Current), StringComparer.Ordinal) is { } first)
            {
                yield return first.Current;
                if (!await first.MoveNextAsync())
                    unread.Remove(first);
            }
        }
        finally
        {
            foreach (var reader in readers)
                await reader.DisposeAsync();
        }
    }
}
