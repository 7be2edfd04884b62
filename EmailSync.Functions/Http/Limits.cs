namespace EmailSync.Functions.Http;

/// <summary>Bounds of single members.</summary>
internal static class Limits
{
    public const int Name = 200;
    public const int Subject = 998;
    public const int Emails = 50;
    public const int Recipients = 100;
    public const int Attachments = 50;
    public const int AttachmentName = 255;
    public const int IdempotencyKey = 255;
    public const int BatchMessages = 10_000;
    public const int ImportLines = 100_000;
    public const int BatchMistakes = 20;
    public static readonly TimeSpan SendAhead = TimeSpan.FromDays(366);
}
