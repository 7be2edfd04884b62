namespace EmailSync.Functions.Http;

/// <param name="Field">The member's path, e.g. <c>emails[1]</c>, or a header's name.</param>
/// <param name="Message">What is expected there.</param>
public sealed record FieldError(string Field, string Message);
