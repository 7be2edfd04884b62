using System.ComponentModel.DataAnnotations;

namespace EmailSync.Core.Providers.Http;

/// <summary>An absolute https URL without query or fragment; plain http is for loopback only, where no secret leaves the machine.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ServiceUrlAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is string text
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.Query.Length == 0
        && url.Fragment.Length == 0
        && url.UserInfo.Length == 0;
}
