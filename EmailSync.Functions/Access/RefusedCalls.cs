using System.Security.Cryptography;
using System.Text;
using EmailSync.Core;
using EmailSync.Core.Access;
using EmailSync.Functions.Http;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.Access;

/// <summary>
/// Holds up whoever tries keys: after so many wrong ones from an address its keys are not looked at any more, right or wrong, for a while. But those that were right
/// before are: behind one address there may be many callers.
/// </summary>
public sealed class RefusedCalls(IOptions<EmailSyncOptions> options, TimeProvider time)
{
    private const int MostKnown = 10_000;

    private readonly CallCounter? counter = options.Value.RefusedCallsPerMinute is > 0 and var limit ? new CallCounter(new CallBudget(limit), time) : null;
    private readonly Lock gate = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <param name="remote">Null where nobody says from where: then nothing is counted, rather than everybody together.</param>
    /// <param name="offered">What was offered as a key.</param>
    /// <exception cref="ApiException">429.</exception>
    public Attempt Begin(string? remote, string offered)
    {
        if (counter is null || remote is null)
            return new Attempt(null, "", "");
        var name = remote + " " + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(offered)));
        if (!IsKnown(name) && counter.Look(remote) is { RetryAt: { } at })
            throw new ApiException(ApiProblem.RateLimited(at));
        return new Attempt(this, remote, name);
    }

    private bool IsKnown(string name)
    {
        lock (gate)
            return known.Contains(name);
    }

    private void Know(string name)
    {
        lock (gate)
        {
            if (known.Count >= MostKnown)
                known.Clear();
            known.Add(name);
        }
    }

    /// <summary>A key that is being looked at.</summary>
    public readonly struct Attempt
    {
        private readonly RefusedCalls? calls;
        private readonly string remote;
        private readonly string name;

        internal Attempt(RefusedCalls? calls, string remote, string name) => (this.calls, this.remote, this.name) = (calls, remote, name);

        public void Refused() => calls?.counter?.Draw(remote);

        public void Accepted() => calls?.Know(name);
    }
}
