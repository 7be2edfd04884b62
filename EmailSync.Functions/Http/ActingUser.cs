using EmailSync.Core.Directory;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Http;

/// <summary>R3: a call for one user (header <c>X-Acting-User</c>) reaches that user's mailbox only; without the header it is an administrator's.</summary>
internal static class ActingUser
{
    public const string Header = "X-Acting-User";

    private static readonly ApiProblem notYours = new(
        StatusCodes.Status403Forbidden, "not_your_mailbox", $"The user of {Header} may see and change only their own mailbox.");

    /// <exception cref="ApiException">403: it is another user's mailbox, whether there is one or not. 400: the header names nobody.</exception>
    public static void MayReach(HttpRequest request, UserId user)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
            return;
        if (!CrmId.IsValid(values.ToString()))
            throw new ApiException(ApiProblem.Invalid(new FieldError(Header, "The id of one user.")));
        if (values.ToString() != user.Value)
            throw new ApiException(notYours);
    }
}
