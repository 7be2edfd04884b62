using System.ComponentModel.DataAnnotations;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Reason">What a list that is taken over says; <c>manual</c> when absent.</param>
public sealed record SuppressionBody([property: AllowedValues("manual", "unsubscribed", "complained", "hardBounce")] string? Reason);
