using System.ComponentModel.DataAnnotations;
using EmailSync.Core.Access;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers.Http;
using EmailSync.Core.Providers.Targets;

namespace EmailSync.Core;

/// <summary>Section <c>EmailSync</c>: what belongs to the installation as a whole.</summary>
public sealed class EmailSyncOptions
{
    public const string Section = "EmailSync";

    /// <summary>Where browsers and providers reach the functions, e.g. <c>https://sync.crm.example</c>; without <c>/api</c>.</summary>
    [Required(ErrorMessage = "EmailSync__PublicBaseUrl is missing: where browsers and providers reach the functions, without /api.")]
    [ServiceUrl(ErrorMessage = "EmailSync__PublicBaseUrl must be an absolute https URL (http only on loopback).")]
    public string PublicBaseUrl { get; set; } = "";

    /// <summary>The installation's API key, at least 12 characters.</summary>
    [Required(ErrorMessage = "EmailSync__ApiKey is missing: the key that the CRM calls with.")]
    [MinLength(12, ErrorMessage = "EmailSync__ApiKey must have at least 12 characters.")]
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// Where a browser may be sent after a sign-in: origins or URL prefixes, separated by spaces or semicolons. The word <c>loopback</c> allows any
    /// http(s) URL of this machine, for development.
    /// </summary>
    public string AllowedReturnUrls { get; set; } = "";

    /// <summary>
    /// Browsers' pages that may call the API (CORS): origins, separated by spaces or semicolons; none by default. Not <c>*</c>: who may is to be known.
    /// </summary>
    [Origins(ErrorMessage = "EmailSync__AllowedOrigins must be origins such as https://app.crm.example (http only on loopback), separated by spaces or semicolons; * is not allowed.")]
    public string AllowedOrigins { get; set; } = "";

    /// <summary>Calls that a location's key may make in a minute, of one instance of this service (default 600); 0 for any number.</summary>
    [Range(0, 1_000_000, ErrorMessage = "EmailSync__RequestsPerMinute must be a number from 0 to 1000000.")]
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>The same for a user's tokens together (default 240).</summary>
    [Range(0, 1_000_000, ErrorMessage = "EmailSync__UserRequestsPerMinute must be a number from 0 to 1000000.")]
    public int UserRequestsPerMinute { get; set; } = 240;

    /// <summary>The same for the installation key (default 0, any number).</summary>
    [Range(0, 1_000_000, ErrorMessage = "EmailSync__InstallationRequestsPerMinute must be a number from 0 to 1000000.")]
    public int InstallationRequestsPerMinute { get; set; }

    /// <summary>Calls with a wrong key that one address may make in a minute before its keys are no longer looked at (default 60); 0 for any number.</summary>
    [Range(0, 1_000_000, ErrorMessage = "EmailSync__RefusedCallsPerMinute must be a number from 0 to 1000000.")]
    public int RefusedCallsPerMinute { get; set; } = 60;

    /// <summary>
    /// Where webhooks and mail services of locations may be: <c>public</c> (the default), <c>loopback</c> (on this machine too), <c>private</c> (in private networks
    /// too). Link-local addresses, such as those of a cloud's metadata, never.
    /// </summary>
    [RegularExpression("^(public|loopback|private)$", ErrorMessage = "EmailSync__AllowedTargets must be public, loopback or private.")]
    public string AllowedTargets { get; set; } = "public";

    public AllowedTargets TargetsAllowed() => Enum.Parse<AllowedTargets>(AllowedTargets, ignoreCase: true);

    /// <summary>Domain of logging addresses (R14), or empty when the installation has none.</summary>
    [RegularExpression(@"^$|^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])$",
        ErrorMessage = "EmailSync__LoggingAddressDomain must be a domain, e.g. log.crm.example.")]
    public string LoggingAddressDomain { get; set; } = "";

    /// <summary>Whoever takes in mail for logging addresses signs it with this (<c>whsec_</c> and base64); empty when nobody does.</summary>
    [WebhookSecret(ErrorMessage = "EmailSync__InboundMailSecret must be whsec_ and base64 of 24 to 64 bytes.")]
    public string InboundMailSecret { get; set; } = "";

    /// <summary>How often a mailbox is looked at although nobody rang: what lost notifications cost at most (default 5 minutes).</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "EmailSync__ReconcileInterval must be a time span between 00:00:05 and 1.00:00:00.")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after the end of a connection work that began before it may still be writing: longer than one call to storage may take with all its
    /// repetitions (default 2 minutes). Only then is a mailbox "disconnected".
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "EmailSync__DrainTime must be a time span between 00:00:01 and 01:00:00.")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a mailbox is looked at that cannot rely on pushes (B7; default 1 minute); never more seldom than the others.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "EmailSync__PollInterval must be a time span between 00:00:05 and 1.00:00:00.")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a push may take when all is well (default 3 minutes, the most that Graph names): mail found without one counts as unannounced only when it is older.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "EmailSync__PushGrace must be a time span of at most 1.00:00:00.")]
    public TimeSpan PushGrace { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long after a look the next one is due although nobody rings.</summary>
    public TimeSpan IntervalOf(Delivery delivery) =>
        delivery == Delivery.Polling && PollInterval < ReconcileInterval ? PollInterval : ReconcileInterval;
}
