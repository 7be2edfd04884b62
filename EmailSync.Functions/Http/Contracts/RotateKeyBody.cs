using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Overlap">For how many seconds the former secrets are still accepted; a day when absent, 0 ends them at once.</param>
[Example("""{ "overlap": 3600 }""")]
public sealed record RotateKeyBody([property: Range(0, RotateKeyBody.Longest)] int? Overlap)
{
    /// <summary>A week.</summary>
    internal const int Longest = 7 * 24 * 60 * 60;
}
