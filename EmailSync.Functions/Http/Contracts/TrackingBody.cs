namespace EmailSync.Functions.Http.Contracts;

/// <summary>R38; absent members are off.</summary>
public sealed record TrackingBody(bool? Opens, bool? Clicks);
