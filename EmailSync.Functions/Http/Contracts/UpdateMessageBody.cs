using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="UserId">Whose copy is meant.</param>
/// <param name="Read">Absent leaves it as it is.</param>
/// <param name="Trashed">Absent leaves it as it is.</param>
[Example("""{ "userId": "ana", "read": true }""")]
public sealed record UpdateMessageBody([property: Required] string? UserId, bool? Read, bool? Trashed);
