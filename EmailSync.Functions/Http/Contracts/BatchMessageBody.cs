using System.ComponentModel.DataAnnotations;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>What it leaves out is as in the batch; with a text or html of its own it has neither of the batch's.</summary>
public sealed record BatchMessageBody(
    [property: Required] string? ContactId, [property: StringLength(Limits.Subject)] string? Subject, string? Html, string? Text);
