using System.Globalization;
using EmailSync.Core;
using EmailSync.Core.Access;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.Access;

/// <summary>How many calls each caller may make, told in the fields of draft-ietf-httpapi-ratelimit-headers.</summary>
public sealed class CallLimits(IOptions<EmailSyncOptions> options, TimeProvider time)
{
    private const string PolicyHeader = "RateLimit-Policy";
    private const string Header = "RateLimit";

    private readonly CallCounter? installation = Counter(options.Value.InstallationRequestsPerMinute, time);
    private readonly CallCounter? locations = Counter(options.Value.RequestsPerMinute, time);
    private readonly CallCounter? users = Counter(options.Value.UserRequestsPerMinute, time);

    /// <exception cref="ApiException">429: more than the caller may.</exception>
    public void Count(HttpContext http, Caller caller)
    {
        var (name, counter) = caller.Kind switch
        {
            CallerKind.InstallationKey => ("installation", installation),
            CallerKind.LocationKey => ("key", locations),
            _ => ("user", users),
        };
        if (counter is null)
            return;
        var grant = counter.Draw(caller.Id);
        var full = Math.Max(0, Math.Ceiling((grant.FullAt - time.GetUtcNow()).TotalSeconds));
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[PolicyHeader] =
                string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={counter.Budget.PerMinute};w={CallBudget.Window.TotalSeconds}");
            http.Response.Headers[Header] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={grant.Remaining};t={full}");
            return Task.CompletedTask;
        });
        if (grant.RetryAt is { } at)
            throw new ApiException(ApiProblem.RateLimited(at));
    }

    private static CallCounter? Counter(int perMinute, TimeProvider time) => perMinute > 0 ? new CallCounter(new CallBudget(perMinute), time) : null;
}
