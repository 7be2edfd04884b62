namespace EmailSync.Functions.Http.Contracts;

/// <summary>What it leaves out is as in the batch; with a text or html of its own it has neither of the batch's.</summary>
public sealed record BatchMessageBody(string? ContactId, string? Subject, string? Html, string? Text);
