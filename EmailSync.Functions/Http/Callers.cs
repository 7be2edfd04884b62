using EmailSync.Core.Access;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Http;

/// <summary>The caller of a request, as it was found before the function ran.</summary>
internal static class Callers
{
    public static Caller Of(HttpContext http) =>
        http.Items.TryGetValue(typeof(Caller), out var found) && found is Caller caller
            ? caller
            : throw new InvalidOperationException("A function that takes no key has no caller.");

    public static Caller? Find(HttpContext http) => http.Items.TryGetValue(typeof(Caller), out var found) ? found as Caller : null;

    public static void Note(HttpContext http, Caller caller) => http.Items[typeof(Caller)] = caller;
}
