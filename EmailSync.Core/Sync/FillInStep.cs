namespace EmailSync.Core.Sync;

/// <summary>Where an order to fill in goes when all of a page has a durable outcome. Keys and versions only: it travels through durable history.</summary>
/// <param name="Order">Key of the order's row.</param>
/// <param name="Version">The row's version when the page was read.</param>
/// <param name="Ends">The page was the last one.</param>
public sealed record FillInStep(string Order, string Version, bool Ends);
