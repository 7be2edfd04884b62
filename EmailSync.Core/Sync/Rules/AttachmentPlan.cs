namespace EmailSync.Core.Sync.Rules;

/// <summary>What R24 makes of a mail's attachments in one location.</summary>
/// <param name="SkipsMessage">The whole mail does not sync; nothing else counts then.</param>
/// <param name="Omitted">The attachments that are left out, by id, and why.</param>
public sealed record AttachmentPlan(bool SkipsMessage, IReadOnlyDictionary<string, string> Omitted)
{
    /// <summary>Over the provider's size.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Not one of the kinds that are kept.</summary>
    public const string TypeNotAllowed = "type_not_allowed";

    public static readonly AttachmentPlan Skip = new(true, new Dictionary<string, string>());
}
