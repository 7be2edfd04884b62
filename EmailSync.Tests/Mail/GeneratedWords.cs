namespace EmailSync.Tests.Mail;

internal static class GeneratedWords
{
    public static IReadOnlyList<string[]> Scripts { get; } =
    [
        ["offer", "a=b", "re:view", "100%", "x@y", "it's", "1234567890123456789012345678901234567890123456789012345678901234567890123456789"],
        ["Grüße", "été", "žluťoučký", "Łódź", "Ærø", "ığüş", "naïve", "Ñandú"],
        ["Привет", "Ёлка", "українська", "ќе", "съезд"],
        ["γειά", "σου", "Ἀθῆναι", "Ωμέγα", "ᾧ"],
        ["مرحبا", "العالم", "پیغام", "٣٤٥", "مُحَمَّد"],
        ["שלום", "עולם", "שָׁלוֹם", "ירושלים"],
        ["नमस्ते", "क्षत्रिय", "हिन्दी", "१२३"],
        ["สวัสดี", "ภาษาไทย", "น้ำ", "๑๒๓"],
        ["你好", "繁體中文", "世界", "𠀀𠮷", "，。"],
        ["こんにちは", "カタカナ", "日本語", "ﾊﾝｶｸ", "が\u3099"],
        ["안녕하세요", "한글", "각\u11a8", "\u1112\u1161\u11ab"],
        ["😀", "👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "☕\ufe0f", "1\ufe0f\u20e3"],
        ["e\u0301", "n\u0303o", "Z\u0351\u036b\u0343\u032a", "a\u0308\u0304", "\u0301", "o\u0328\u0301"],
        ["mixed", "Ünïcödé", "шутка", "שלום", "你好", "😀", "ไทย", "=?utf-8?Q?x?="],
    ];

    /// <summary>International domains; in a header they stand as DNS spells them.</summary>
    public static string[] Domains { get; } = ["bücher.example", "пример.example", "例え.example", "한국.example", "παράδειγμα.example", "MAIL.Example"];
}
