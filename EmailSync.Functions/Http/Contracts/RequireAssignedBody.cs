using EmailSync.Core.Directory;

namespace EmailSync.Functions.Http.Contracts;

public sealed record RequireAssignedBody(AssignmentPolicy? Gmail, AssignmentPolicy? Outlook);
