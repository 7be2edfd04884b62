using EmailSync.Core.Directory;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Directory;

/// <summary>Users and contacts as JSON.</summary>
internal static class DirectoryMapping
{
    public static UserView Show(User user) => new(user.Id.Value, user.Name, user.Email, user.Aliases);
}
