using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Each failure is one line that names the setting as operators write it, and never its value.</summary>
internal sealed class OutlookOptionsValidator : IValidateOptions<OutlookOptions>
{
    public ValidateOptionsResult Validate(string? name, OutlookOptions options)
    {
        var failures = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.Select(failure => failure.ErrorMessage ?? ""));
    }
}
