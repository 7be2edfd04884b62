using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>A location's settings as its row keeps them; what is absent has the default of RULES.md.</summary>
internal sealed record LocationSettingsDocument
{
    public AssignmentPolicy? GmailAssignment { get; init; }
    public AssignmentPolicy? OutlookAssignment { get; init; }
    public bool? OutlookTwoWaySync { get; init; }
    public OversizedAttachments? OversizedAttachments { get; init; }
    public bool AnyAttachmentType { get; init; }
    public List<string>? AttachmentTypes { get; init; }
    public bool? FillIn { get; init; }
    public int? GmailDailySends { get; init; }
    public int? WorkspaceDailySends { get; init; }
    public bool TracksOpens { get; init; }
    public bool TracksClicks { get; init; }

    public static LocationSettingsDocument Of(LocationSettings settings) => new()
    {
        GmailAssignment = settings.GmailAssignment,
        OutlookAssignment = settings.OutlookAssignment,
        OutlookTwoWaySync = settings.OutlookTwoWaySync,
        OversizedAttachments = settings.OversizedAttachments,
        AnyAttachmentType = settings.AttachmentTypes?.IsAny == true,
        AttachmentTypes = settings.AttachmentTypes is { IsAny: false } types ? [.. types.Extensions] : null,
        FillIn = settings.FillIn,
        GmailDailySends = settings.GmailDailySends,
        WorkspaceDailySends = settings.WorkspaceDailySends,
        TracksOpens = settings.TracksOpens,
        TracksClicks = settings.TracksClicks,
    };

    public LocationSettings ToSettings()
    {
        var standard = new LocationSettings();
        return new LocationSettings
        {
            GmailAssignment = GmailAssignment ?? standard.GmailAssignment,
            OutlookAssignment = OutlookAssignment ?? standard.OutlookAssignment,
            OutlookTwoWaySync = OutlookTwoWaySync ?? standard.OutlookTwoWaySync,
            OversizedAttachments = OversizedAttachments ?? standard.OversizedAttachments,
            AttachmentTypes = AnyAttachmentType ? Directory.AttachmentTypes.Any : AttachmentTypes is { } listed ? new AttachmentTypes(listed) : null,
            FillIn = FillIn ?? standard.FillIn,
            GmailDailySends = GmailDailySends ?? standard.GmailDailySends,
            WorkspaceDailySends = WorkspaceDailySends ?? standard.WorkspaceDailySends,
            TracksOpens = TracksOpens,
            TracksClicks = TracksClicks,
        };
    }
}
