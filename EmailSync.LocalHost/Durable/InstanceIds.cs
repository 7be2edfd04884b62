namespace EmailSync.LocalHost.Durable;

internal static class InstanceIds
{
    private const int MaxLength = 256;

    /// <summary>The rules of Durable Functions; they also make every id a valid partition key.</summary>
    public static void EnsureValid(string id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > MaxLength)
            throw new ArgumentException($"An instance id has 1 to {MaxLength} characters; this one has {id?.Length ?? 0}.");

        if (id[0] == '@' || id.Any(character => character is '/' or '\\' or '#' or '?' || char.IsControl(character)))
            throw new ArgumentException($"The instance id '{id}' must not start with @ or contain / \\ # ? or control characters.");
    }
}
