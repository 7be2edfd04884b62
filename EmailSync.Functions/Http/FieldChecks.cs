using EmailSync.Core.Directory;

namespace EmailSync.Functions.Http;

/// <summary>Collects everything that is wrong with a body, so that its author hears of all of it at once.</summary>
internal sealed class FieldChecks
{
    private readonly List<FieldError> errors = [];

    public bool Failed => errors.Count > 0;

    public IReadOnlyList<FieldError> Errors => errors;

    public void That(string field, bool holds, string expected)
    {
        if (!holds)
            errors.Add(new FieldError(field, expected));
    }

    public void Text(string field, string? text, bool required, int max)
    {
        That(field, !required || !string.IsNullOrWhiteSpace(text), "Required.");
        That(field, text is null || text.Length <= max, $"At most {max} characters.");
        That(field, text is null || !text.Any(char.IsControl), "No control characters or line breaks.");
    }

    public void Email(string field, string? email) => That(field, EmailAddress.TryParse(email, out _), "An e-mail address.");

    public void Emails(string field, IReadOnlyList<string>? emails, int max)
    {
        That(field, emails is null || emails.Count <= max, $"At most {max}.");
        for (var i = 0; i < Math.Min(emails?.Count ?? 0, max); i++)
            Email($"{field}[{i}]", emails![i]);
    }

    public void Id(string field, string? id, bool required) =>
        That(field, id is null ? !required : CrmId.IsValid(id), "1 to 128 of letters, digits and . _ : ~ @ + -");

    /// <exception cref="ApiException">Something is wrong.</exception>
    public void Done()
    {
        if (Failed)
            throw new ApiException(ApiProblem.Invalid(errors));
    }
}
