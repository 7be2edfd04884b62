using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Directory;

/// <summary>A location's settings between JSON and the directory.</summary>
internal static class SettingsMapping
{
    private const string AnyType = "any";
    private const int MaxTypes = 200;
    private const int MaxExtension = 16;
    private const int MaxDailySends = 100_000;

    public static LocationSettings Read(LocationSettingsBody? body, FieldChecks check)
    {
        var standard = new LocationSettings();
        return body is null
            ? standard
            : new LocationSettings
            {
                GmailAssignment = body.RequireAssignedContact?.Gmail ?? standard.GmailAssignment,
                OutlookAssignment = body.RequireAssignedContact?.Outlook ?? standard.OutlookAssignment,
                OutlookTwoWaySync = body.Labs?.OutlookTwoWaySync ?? standard.OutlookTwoWaySync,
                OversizedAttachments = body.OversizedAttachments ?? standard.OversizedAttachments,
                AttachmentTypes = ReadTypes(body.AttachmentTypes, check),
                FillIn = body.FillIn ?? standard.FillIn,
                GmailDailySends = ReadSends("gmail", body.DailySendLimit?.Gmail, check) ?? standard.GmailDailySends,
                WorkspaceDailySends = ReadSends("workspace", body.DailySendLimit?.Workspace, check) ?? standard.WorkspaceDailySends,
                TracksOpens = body.Tracking?.Opens ?? standard.TracksOpens,
                TracksClicks = body.Tracking?.Clicks ?? standard.TracksClicks,
            };
    }

    public static LocationSettingsBody Show(LocationSettings settings, Dictionary<string, JsonElement>? others) => new()
    {
        RequireAssignedContact = new RequireAssignedBody(settings.GmailAssignment, settings.OutlookAssignment),
        Labs = new LabsBody(settings.OutlookTwoWaySync),
        OversizedAttachments = settings.OversizedAttachments,
        AttachmentTypes = settings.AttachmentTypes switch
        {
            null => null,
            { IsAny: true } => JsonSerializer.SerializeToElement(AnyType, ApiJson.Default.String),
            var listed => JsonSerializer.SerializeToElement([.. listed.Extensions], ApiJson.Default.ListString),
        },
        DailySendLimit = new DailySendLimitBody(settings.GmailDailySends, settings.WorkspaceDailySends),
        Tracking = new TrackingBody(settings.TracksOpens, settings.TracksClicks),
        FillIn = settings.FillIn,
        Others = others,
    };

    private static int? ReadSends(string name, int? given, FieldChecks check)
    {
        check.That($"settings.dailySendLimit.{name}", given is null or (>= 1 and <= MaxDailySends), $"1 to {MaxDailySends}.");
        return given;
    }

    private static AttachmentTypes? ReadTypes(JsonElement? given, FieldChecks check)
    {
        const string Field = "settings.attachmentTypes";
        switch (given)
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return null;
            case { ValueKind: JsonValueKind.String } word when word.ValueEquals(AnyType):
                return AttachmentTypes.Any;
            case { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() <= MaxTypes:
                var extensions = list.EnumerateArray().Select(Extension).ToList();
                for (var i = 0; i < extensions.Count; i++)
                    check.That($"{Field}[{i}]", extensions[i] is not null, $"A file name extension of 1 to {MaxExtension} letters and digits.");
                return new AttachmentTypes([.. extensions.OfType<string>().Distinct(StringComparer.Ordinal)]);
            default:
                check.That(Field, false, $"The word {AnyType}, or a list of at most {MaxTypes} file name extensions.");
                return null;
        }
    }

    private static string? Extension(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString()!.TrimStart('.').ToLowerInvariant() : "";
        return text.Length is >= 1 and <= MaxExtension && text.All(char.IsAsciiLetterOrDigit) ? text : null;
    }
}
