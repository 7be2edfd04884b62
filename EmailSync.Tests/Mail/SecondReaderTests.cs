using System.Globalization;
using System.Text;
using System.Text.Json;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

/// <summary>500 mails of all scripts and shapes say to MimeKit, and to a parser that others wrote, what was to be said.</summary>
[TestClass]
public sealed class SecondReaderTests
{
    private const int Count = 500;
    private const int Seed = 20_261_129;
    private const int LongestLine = 998;

    private static readonly IReadOnlyList<OutgoingMail> mails = new GeneratedMails(Seed).Take(Count);
    private static readonly byte[][] built = [.. mails.Select(OutgoingMailBuilder.Build)];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void MimeKit_reads_what_was_to_be_said() => Compare([.. built.Select(ReadMail.ByMimeKit)], endsLines: false);

    [TestMethod]
    public async Task A_parser_of_others_reads_what_was_to_be_said()
    {
        var tool = await NodeTool.InstalledAsync("read-mail");
        var folder = System.IO.Directory.CreateTempSubdirectory("emailsync-built-");
        try
        {
            foreach (var (number, mime) in built.Index())
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{number:0000}.eml")), mime, TestContext.CancellationToken);
            var output = Path.Combine(folder.FullName, "read.json");

            await NodeTool.RunAsync(tool, "read.mjs", folder.FullName, output);

            await using var json = File.OpenRead(output);
            Compare(await JsonSerializer.DeserializeAsync<List<ReadMail>>(json, JsonSerializerOptions.Web, TestContext.CancellationToken) ?? [], endsLines: true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void Lines_are_within_bounds_and_only_addresses_leave_ascii()
    {
        foreach (var (number, mime) in built.Index())
        {
            var lines = Encoding.UTF8.GetString(mime).Split("\r\n");
            Assert.IsFalse(Array.Exists(lines, line => line.AsSpan().ContainsAny('\r', '\n', '\0')), Of(number));
            Assert.IsLessThanOrEqualTo(LongestLine, lines.Max(Encoding.UTF8.GetByteCount), Of(number));
            Assert.IsTrue(lines.Where(line => !Ascii.IsValid(line)).All(line => line.Contains("用户@", StringComparison.Ordinal)), Of(number));
            Assert.IsFalse(Array.Exists(lines, line => line.StartsWith("From ", StringComparison.Ordinal) || line is "." || line.EndsWith(' ') || line.EndsWith('\t')), Of(number));
        }
    }

    /// <param name="read">What a reader has found, mail by mail.</param>
    /// <param name="endsLines">The reader works by lines and may add the end of the last one.</param>
    private static void Compare(List<ReadMail> read, bool endsLines)
    {
        Assert.HasCount(Count, read);
        var wrong = new List<string>();
        foreach (var (number, mail) in mails.Index())
        {
            var (wanted, found) = (ReadMail.Of(mail).Says(), read[number].Says());
            wrong.AddRange(wanted.Zip(found).Where(pair => pair.First != pair.Second && !(endsLines && IsBody(pair.First) && pair.First + '\n' == pair.Second)).Take(1)
                .Select(pair => $"{Of(number)}\n  wanted {Shown(pair.First)}\n  found  {Shown(pair.Second)}"));
            if (wanted.Count != found.Count)
                wrong.Add($"{Of(number)} has {found.Count - wanted.Count} attachments more than wanted");
        }

        Assert.IsEmpty(wrong, $"{wrong.Count} of {Count}:\n" + string.Join('\n', wrong.Take(20)));
    }

    private static bool IsBody(string said) => said.StartsWith("text ", StringComparison.Ordinal) || said.StartsWith("html ", StringComparison.Ordinal);

    private static string Of(int number) => $"mail {number} of seed {Seed}";

    private static string Shown(string text) => JsonSerializer.Serialize(text.Length > 300 ? text[..300] + "…" : text);
}
