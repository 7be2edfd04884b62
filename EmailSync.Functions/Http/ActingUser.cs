using EmailSync.Core.Directory;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Http;

/// <summary>R3: whoever acts as a user (by a user token, or by the header <c>X-Acting-User</c> with a key) reaches that user's mailbox only.</summary>
internal static class ActingUser
{
    public const string Header = "X-Acting-User";

    /// <exception cref="ApiException">403: it is another user's, whether there is one or not.</exception>
    public static void MayReach(HttpRequest request, UserId user)
    {
        if (!Callers.Of(request.HttpContext).MayActFor(user))
            throw new ApiException(ApiProblem.NotYourMailbox);
    }
}
