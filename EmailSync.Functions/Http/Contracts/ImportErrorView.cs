namespace EmailSync.Functions.Http.Contracts;

/// <param name="Line">Counted from 1.</param>
/// <param name="Id">The contact's, where it could be read.</param>
public sealed record ImportErrorView(int Line, string? Id, string Code, IReadOnlyList<FieldError> Errors);
