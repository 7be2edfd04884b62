namespace EmailSync.Functions.Http.Contracts;

public sealed record LabsBody(bool? OutlookTwoWaySync);
