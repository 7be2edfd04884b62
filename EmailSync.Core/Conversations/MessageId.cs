using System.Globalization;

namespace EmailSync.Core.Conversations;

/// <summary>
/// Our id of a message: conversation key (24), inverted millisecond (13), unique part (12). It names the row directly, and within a conversation
/// newer ids sort first, so neither reading one message nor listing a conversation needs an index.
/// </summary>
public readonly record struct MessageId
{
    private const int TimeLength = 13;
    private const int UniqueLength = 12;

    /// <summary>Characters of every id.</summary>
    public const int Length = ConversationKey.Length + TimeLength + UniqueLength;

    // The last millisecond that 13 digits hold: the year 2286.
    private const long MaxMillisecond = 9_999_999_999_999;

    private MessageId(string value) => Value = value;

    public string Value { get; }

    public ConversationKey Conversation => new(Value[..ConversationKey.Length]);

    /// <summary>The part behind the conversation key: the row key's sort order.</summary>
    public string SortKey => Value[ConversationKey.Length..];

    /// <summary>Where it stands in its conversation.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(
        MaxMillisecond - long.Parse(Value.AsSpan(ConversationKey.Length, TimeLength), CultureInfo.InvariantCulture));

    public string Unique => Value[^UniqueLength..];

    /// <param name="unique">At least 12 characters of a hash that is the same for every attempt at the same message.</param>
    public static MessageId Create(ConversationKey conversation, DateTimeOffset at, string unique)
    {
        var millisecond = Math.Clamp(at.ToUnixTimeMilliseconds(), 0, MaxMillisecond);
        var inverted = (MaxMillisecond - millisecond).ToString("D" + TimeLength, CultureInfo.InvariantCulture);
        return new MessageId(conversation.Value + inverted + unique[..UniqueLength]);
    }

    public static bool TryParse(string? text, out MessageId id)
    {
        id = default;
        if (text is not { Length: Length } || !text.All(char.IsAsciiLetterOrDigit))
            return false;
        id = new MessageId(text);
        return true;
    }

    public override string ToString() => Value ?? "";
}
