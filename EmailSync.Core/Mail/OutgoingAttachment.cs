namespace EmailSync.Core.Mail;

/// <param name="ContentId">Without brackets: what <c>cid:</c> links of the HTML name it by, or null. Where no link does, it goes out like any other file.</param>
public sealed record OutgoingAttachment(string Name, string ContentType, ReadOnlyMemory<byte> Content, string? ContentId = null)
{
    public const int MaxContentIdLength = 200;

    /// <summary>Characters that mean the same in a header and in a URL, so that link and part are told together by every reader.</summary>
    public static bool IsContentId(string text) =>
        text.Length is > 0 and <= MaxContentIdLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '=' or '~' or '$' or '@');
}
