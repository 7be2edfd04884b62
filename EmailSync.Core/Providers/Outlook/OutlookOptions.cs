using System.ComponentModel.DataAnnotations;
using EmailSync.Core.Providers.Http;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Settings of the Outlook adapter (section <c>Outlook</c>).</summary>
public sealed class OutlookOptions
{
    public const string Section = "Outlook";

    /// <summary>Application (client) id of the app registration in Microsoft Entra.</summary>
    [Required(ErrorMessage = "Outlook__ClientId is missing: the application id of the app registration in Microsoft Entra.")]
    [MaxLength(512, ErrorMessage = "Outlook__ClientId is longer than 512 characters.")]
    public string ClientId { get; set; } = "";

    /// <summary>A client secret of that registration.</summary>
    [Required(ErrorMessage = "Outlook__ClientSecret is missing: a client secret of the app registration in Microsoft Entra.")]
    [MaxLength(512, ErrorMessage = "Outlook__ClientSecret is longer than 512 characters.")]
    public string ClientSecret { get; set; } = "";

    /// <summary>Where people sign in; its last segment says who may: common, organizations, consumers, or one tenant.</summary>
    [ServiceUrl(ErrorMessage = "Outlook__Authority must be an absolute https URL (http only on loopback).")]
    [RegularExpression("^[^:]+://[^/]+/[^/]+/?$", ErrorMessage = "Outlook__Authority must end with common, organizations, consumers or a tenant.")]
    public string Authority { get; set; } = "https://login.microsoftonline.com/common";

    [ServiceUrl(ErrorMessage = "Outlook__GraphBaseUrl must be an absolute https URL (http only on loopback).")]
    public string GraphBaseUrl { get; set; } = "https://graph.microsoft.com/v1.0";
}
