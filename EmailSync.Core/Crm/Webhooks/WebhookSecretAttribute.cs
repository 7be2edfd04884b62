using System.ComponentModel.DataAnnotations;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>A setting that is empty or a secret as <see cref="WebhookSignature"/> takes it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebhookSecretAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null or "" || (value is string secret && WebhookSignature.IsValidSecret(secret));
}
