using System.ComponentModel.DataAnnotations;
using EmailSync.Core.Providers.Http;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Settings of the Gmail adapter (section <c>Gmail</c>).</summary>
public sealed class GmailOptions
{
    public const string Section = "Gmail";

    /// <summary>Client id of the OAuth client in Google Cloud.</summary>
    [Required(ErrorMessage = "Gmail__ClientId is missing: the client id of the OAuth client in Google Cloud.")]
    [MaxLength(512, ErrorMessage = "Gmail__ClientId is longer than 512 characters.")]
    public string ClientId { get; set; } = "";

    /// <summary>Secret of that OAuth client.</summary>
    [Required(ErrorMessage = "Gmail__ClientSecret is missing: the secret of the OAuth client in Google Cloud.")]
    [MaxLength(512, ErrorMessage = "Gmail__ClientSecret is longer than 512 characters.")]
    public string ClientSecret { get; set; } = "";

    /// <summary>The topic that Gmail publishes on; its project must be the OAuth client's.</summary>
    [Required(ErrorMessage = "Gmail__PubSubTopic is missing: projects/<project>/topics/<topic>.")]
    [RegularExpression("^projects/[^/ ]+/topics/[^/ ]+$", ErrorMessage = "Gmail__PubSubTopic must have the form projects/<project>/topics/<topic>.")]
    public string PubSubTopic { get; set; } = "";

    /// <summary>The audience set on the push subscription, compared exactly.</summary>
    [Required(ErrorMessage = "Gmail__PushAudience is missing: the audience that the Pub/Sub push subscription is set to.")]
    public string PushAudience { get; set; } = "";

    /// <summary>The service account set on the push subscription.</summary>
    [Required(ErrorMessage = "Gmail__PushServiceAccount is missing: the service account that the Pub/Sub push subscription signs with.")]
    [EmailAddress(ErrorMessage = "Gmail__PushServiceAccount must be the address of a service account.")]
    public string PushServiceAccount { get; set; } = "";

    [ServiceUrl(ErrorMessage = "Gmail__ApiBaseUrl must be an absolute https URL (http only on loopback).")]
    public string ApiBaseUrl { get; set; } = "https://gmail.googleapis.com/";

    [ServiceUrl(ErrorMessage = "Gmail__AuthorizeUrl must be an absolute https URL (http only on loopback).")]
    public string AuthorizeUrl { get; set; } = "https://accounts.google.com/o/oauth2/v2/auth";

    [ServiceUrl(ErrorMessage = "Gmail__TokenUrl must be an absolute https URL (http only on loopback).")]
    public string TokenUrl { get; set; } = "https://oauth2.googleapis.com/token";

    [ServiceUrl(ErrorMessage = "Gmail__RevokeUrl must be an absolute https URL (http only on loopback).")]
    public string RevokeUrl { get; set; } = "https://oauth2.googleapis.com/revoke";

    [ServiceUrl(ErrorMessage = "Gmail__JwksUrl must be an absolute https URL (http only on loopback).")]
    public string JwksUrl { get; set; } = "https://www.googleapis.com/oauth2/v3/certs";

    /// <summary>Google's limit per mailbox: 6,000, or 15,000 for projects on the old price list.</summary>
    [Range(600, 1_200_000, ErrorMessage = "Gmail__UnitsPerMinute must be between 600 and 1200000.")]
    public int UnitsPerMinute { get; set; } = 6000;

    [EnumDataType(typeof(GmailPriceList), ErrorMessage = "Gmail__PriceList must be New or Old.")]
    public GmailPriceList PriceList { get; set; } = GmailPriceList.New;
}
