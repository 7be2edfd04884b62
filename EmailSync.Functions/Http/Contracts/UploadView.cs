namespace EmailSync.Functions.Http.Contracts;

public sealed record UploadView(string Id);
