using System.Text.Json;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>Locations, users and contacts as rows of the directory.</summary>
internal static class DirectoryRows
{
    public static ConversationKey ConversationOf(TableKeys keys, LocationId location, ContactId id, Row row) =>
        row.String("conversation") is { } other ? new ConversationKey(other) : keys.ConversationOf(location, id);

    public static Row Write(TableKeys keys, Contact contact, HashSet<string> indexed) => new(keys.Contact(contact.Location, contact.Id), DirectoryStore.ContactRow)
    {
        ["id"] = contact.Id.Value,
        ["name"] = contact.Name,
        ["emails"] = Json([.. contact.Emails]),
        ["assignedTo"] = contact.AssignedTo?.Value,
        ["createdAt"] = contact.CreatedAt,
        ["followedBy"] = contact.FollowedBy.Count == 0 ? null : Json([.. contact.FollowedBy.Select(u => u.Value)]),
        ["createdFor"] = contact.CreatedFor,
        ["adopted"] = contact.Adopted?.Value,
        ["adoptedBy"] = contact.AdoptedBy?.Value,

        // For a sweep, which finds the row by its keys alone.
        ["adoptedIn"] = contact.AdoptedBy is null ? null : contact.Location.Value,
        ["conversation"] = contact.Conversation == keys.ConversationOf(contact.Location, contact.Id) ? null : contact.Conversation.Value,

        // Written before the index: what may be indexed is known even after a crash in between.
        ["indexed"] = Json([.. indexed]),
    };

    public static Contact ReadContact(TableKeys keys, LocationId location, ContactId id, Row row) => new(
        location,
        id,
        row.String("name") ?? "",
        Strings(row.String("emails")),
        row.String("assignedTo") is { } user ? new UserId(user) : null,
        row.Time("createdAt") ?? default)
    {
        FollowedBy = [.. Strings(row.String("followedBy")).Select(u => new UserId(u))],
        CreatedFor = row.String("createdFor"),
        Conversation = ConversationOf(keys, location, id, row),
        Version = row.ETag,
        Adopted = row.String("adopted") is { } adopted ? new ContactId(adopted) : null,
        AdoptedBy = row.String("adoptedBy") is { } adopter ? new ContactId(adopter) : null,
    };

    public static Location ReadLocation(LocationId id, Row row) => new(
        id,
        row.String("name") ?? "",
        Settings(row),
        WebhookColumns.Read(row),
        row.String("otherSettings") ?? "{}")
    {
        Provider = LocationProviderColumns.Read(row),
        Version = row.ETag,
    };

    public static Row Write(TableKeys keys, Location location)
    {
        var row = new Row(keys.Location(location.Id), LocationErasureStore.LocationRow)
        {
            ["id"] = location.Id.Value,
            ["name"] = location.Name,
            ["settings"] = JsonSerializer.Serialize(LocationSettingsDocument.Of(location.Settings), StorageJson.Default.LocationSettingsDocument),
            ["otherSettings"] = location.OtherSettings,
        };
        WebhookColumns.Write(row, location.Webhook);
        LocationProviderColumns.Write(row, location.Provider);
        return row;
    }

    public static User ReadUser(LocationId location, UserId id, Row row) =>
        new(location, id, row.String("name") ?? "", row.String("email") ?? "", Strings(row.String("aliases"))) { Version = row.ETag };

    public static string MatchKey(string email) =>
        EmailAddress.TryParse(email, out var address) ? address.MatchKey : throw new ArgumentException("An unreadable address reached the store.");

    private static LocationSettings Settings(Row row) =>
        row.String("settings") is { } json ? StorageJson.Read(json, StorageJson.Default.LocationSettingsDocument).ToSettings() : new LocationSettings();

    public static List<string> Strings(string? json) => json is null ? [] : StorageJson.Read(json, StorageJson.Default.ListString);

    public static string Json(List<string> values) => JsonSerializer.Serialize(values, StorageJson.Default.ListString);
}
