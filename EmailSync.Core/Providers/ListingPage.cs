namespace EmailSync.Core.Providers;

/// <summary>One page of a bounded listing; <paramref name="NextPage"/> is null on the last one.</summary>
public sealed record ListingPage(IReadOnlyList<MessageChange> Messages, string? NextPage);
