using System.ComponentModel.DataAnnotations;

namespace EmailSync.Core.Access;

/// <summary>A setting that lists origins of pages, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OriginsAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null || (value is string text && AllowedOrigins.TryParse(text, out _));
}
