using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Directory;

public sealed class DeleteUserTrigger(DeleteUser users, ConnectionStore connections, OrchestrationStarter starter)
{
    [Function(nameof(DeleteUserTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Users", "Deletes a user and disconnects the mailbox", Description = "What was the user's own is erased four days later or when the webhook has been told, unless the user is put again; conversations stay (R27).")]
    [TakesHeader("If-Match", "Entity tags, or *: deletes only where one of them stands.")]
    [TakesHeader("If-None-Match", "Entity tags: deletes only where none of them stands.")]
    [Answers(204)]
    [Refuses(412, "precondition_failed")]
    [Refuses(404, "unknown_user")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "locations/{loc}/users/{user}")] HttpRequest request,
        string loc,
        string user,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (location, id) = (RequestReader.Location(loc), RequestReader.User(user));
        if (await users.DeleteAsync(location, id, Preconditions.Of(request), cancellationToken) is not true and var refused)
            return (refused is null ? ApiProblem.NotFound("user") : ApiProblem.PreconditionFailed).ToResult();
        if (await connections.GetAsync(location, id, cancellationToken) is { } state)
            await starter.DisconnectAsync(client, connections.SubjectOf(state.Connection), cancellationToken);
        return Results.NoContent();
    }
}
