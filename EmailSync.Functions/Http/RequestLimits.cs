namespace EmailSync.Functions.Http;

/// <summary>Bounds of what callers may send.</summary>
public static class RequestLimits
{
    /// <summary>A message with its attachments inside.</summary>
    public const int MessageBytes = 25 * 1_048_576;

    /// <summary>Any other JSON body.</summary>
    public const int JsonBytes = 256 * 1024;

    public const int AttachmentBytes = 100 * 1_048_576;

    /// <summary>Contacts, a line each.</summary>
    public const int ImportBytes = 64 * 1_048_576;

    /// <summary>One of those lines.</summary>
    public const int ImportLineBytes = 64 * 1024;

    /// <summary>A provider's notification.</summary>
    public const int NotificationBytes = 256 * 1024;

    /// <summary>Notifications that come many at a time (Graph's).</summary>
    public const int NotificationBatchBytes = 1_048_576;

    /// <summary>A form of one field.</summary>
    public const int UnsubscribeBytes = 16 * 1024;

    public const int PageSize = 50;
    public const int MaxPageSize = 200;
}
