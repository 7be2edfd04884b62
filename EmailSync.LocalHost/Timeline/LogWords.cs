using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync;

namespace EmailSync.LocalHost.Timeline;

/// <summary>A person's words for the log events of EmailSync. The log itself keeps its own.</summary>
internal static class LogWords
{
    /// <returns>null where there are no special words; an empty text where the event is nothing for a person.</returns>
    public static (string Text, TimelineMark Mark, string? Detail)? Of(int eventId, LogFields log, TimeZoneInfo zone)
    {
        (string Text, TimelineMark Mark, string? Detail)? words = eventId switch
        {
            1001 => ($"{log.Text("Provider")} mailbox connected", TimelineMark.Done, $"mailbox {log.Mailbox}"),
            1003 => ($"changes are announced until {Moment(log.Value("ExpiresAt"), zone)}", TimelineMark.Quiet, $"mailbox {log.Mailbox}"),
            1004 => ("the connection ends, and with it all that is under way for it", TimelineMark.Quiet, $"mailbox {log.Mailbox}"),
            1005 => ("disconnected: nothing comes any more", TimelineMark.Done, $"mailbox {log.Mailbox}"),
            1006 => ("its watch, its grant and its tokens are gone", TimelineMark.Quiet, $"mailbox {log.Mailbox}"),
            2001 => ($"synced: {Because(log.Value("Reason"))}, {log.Text("Rule")}", TimelineMark.Done, $"message {log.Message}"),
            2002 => ($"left alone: {Because(log.Value("Reason"))}, {log.Text("Rule")}", TimelineMark.Passed, $"mailbox {log.Mailbox}"),
            2010 => ("the list of changes begins anew; looking through recent mail", TimelineMark.Quiet, $"mailbox {log.Mailbox}"),
            2011 => (Failure(log.Value("Kind")), TimelineMark.Warning, $"mailbox {log.Mailbox}, {log.Text("Code")}"),
            2013 => ("in step with the mailbox", TimelineMark.Quiet, $"mailbox {log.Mailbox}"),
            2021 => ("read state or trash changed in the mailbox", TimelineMark.Done, $"message {log.Message}"),
            2022 => ("the mailbox has what the CRM wanted", TimelineMark.Out, $"message {log.Message}"),
            3001 => ("sent from the user's mailbox", TimelineMark.Out, $"message {log.Message}"),
            4001 => ($"{Published(log.Value("Type"))} delivered", TimelineMark.Done, $"event {log.Text("Event").TrimStart('o', '0')}"),
            4002 => ($"{Published(log.Value("Type"))} was refused; it is tried again", TimelineMark.Warning, $"answered {log.Text("Status")}"),
            4003 => ($"{Published(log.Value("Type"))} could not be delivered; it is tried again", TimelineMark.Warning, log.Text("Error")),

            // What is refused because it runs already, what has ended and is purged, and what an empty hub begins with, is the engine's own affair.
            5101 => Nothing,
            5105 => Nothing,
            7101 when log.Text("Live") == "0" => Nothing,
            7101 => ($"takes up {log.Text("Live")} unfinished pieces of work", TimelineMark.Quiet, null),
            7109 => ($"{log.Text("Running")} pieces of work are cut short; the next start repeats them", TimelineMark.Quiet, null),
            _ => null,
        };
        return log.Lacks ? null : words;
    }

    private static (string Text, TimelineMark Mark, string? Detail) Nothing => ("", TimelineMark.Quiet, null);

    private static string Because(object? reason) => reason switch
    {
        Reason.OwnSend => "sent from the CRM",
        Reason.ThreadIsSynced => "its thread is in the CRM",
        Reason.FromContact => "from a contact",
        Reason.ToContact => "to a contact",
        Reason.NoKnownContact => "nobody in it is a contact",
        Reason.FromNotAContact => "its sender is no contact",
        Reason.ContactNotAssigned => "its contact is assigned to somebody else",
        Reason.BeforeConnection => "older than the connection",
        _ => Published(reason).Replace('_', ' '),
    };

    private static string Failure(object? kind) => kind switch
    {
        MailProviderFailure.AuthorizationLost => "the mailbox no longer accepts the sign-in; the user has to sign in again",
        MailProviderFailure.Throttled => "the provider asks for patience; trying again later",
        MailProviderFailure.Misconfigured => "the provider refuses our own set-up; trying again later",
        _ => "the provider failed; trying again soon",
    };

    private static string Moment(object? at, TimeZoneInfo zone) =>
        at is DateTimeOffset time ? TimeZoneInfo.ConvertTime(time, zone).ToString("d MMM HH:mm", CultureInfo.InvariantCulture) : "?";

    /// <summary>The name that the API gives to a value.</summary>
    private static string Published(object? value) =>
        value is Enum && value.GetType().GetField(value.ToString()!)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>() is { Name: var name }
            ? name
            : value?.ToString() ?? "";
}
