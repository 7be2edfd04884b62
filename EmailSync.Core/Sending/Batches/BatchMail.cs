namespace EmailSync.Core.Sending.Batches;

/// <summary>One mail as the request has it; what it leaves out is the batch's.</summary>
public sealed record BatchMail(string Contact, string? Subject, string? Html, string? Text);
