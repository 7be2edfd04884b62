using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;

namespace EmailSync.Tests.Suppressions;

[TestClass]
public sealed class UnsubscribeTokenTests
{
    private static readonly TableKeys keys = new(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));
    private static readonly TableKeys others = new(new KeyHasher([.. Enumerable.Range(2, 32).Select(i => (byte)i)]));
    private static readonly MessageId message = MessageId.Create(new ConversationKey(new string('c', 24)), DateTimeOffset.UnixEpoch, new string('u', 24));

    private static UnsubscribeToken Of(string location) => new(new LocationId(location), keys.Suppressed(new LocationId(location), "carla@client.example"), message);

    [TestMethod]
    [DataRow("north")]
    [DataRow("n")]
    [DataRow("a.b_c:d~e@f+g-h")]
    public void A_link_says_what_was_put_into_it_and_not_whom_it_went_to(string location)
    {
        var text = Of(location).Write(keys);

        Assert.AreEqual(Of(location), UnsubscribeToken.Read(keys, text));
        Assert.IsTrue(text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), text);
        Assert.IsFalse(System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text.AsSpan(24))).Contains("carla", StringComparison.Ordinal));
    }

    [TestMethod]
    public void The_longest_link_fits_into_a_header_line() =>
        Assert.IsLessThan(900, new Uri("https://sync.crm.example/api/unsubscribe/" + Of(new string('l', 128)).Write(keys)).AbsoluteUri.Length);

    [TestMethod]
    public void No_letter_of_a_link_can_be_changed_cut_off_or_added()
    {
        var text = Of("north").Write(keys);

        for (var i = 0; i < text.Length; i++)
        {
            Assert.IsNull(UnsubscribeToken.Read(keys, text[..i] + (text[i] == 'a' ? 'b' : 'a') + text[(i + 1)..]), $"changed at {i}");
            Assert.IsNull(UnsubscribeToken.Read(keys, text[..i]), $"cut at {i}");
        }
        foreach (var added in new[] { text + "A", text + "=", text + "\n", " " + text, text.ToUpperInvariant(), new string('a', 601), "" })
            Assert.IsNull(UnsubscribeToken.Read(keys, added), added);
    }

    [TestMethod]
    public void A_link_under_another_key_is_none() => Assert.IsNull(UnsubscribeToken.Read(keys, Of("north").Write(others)));
}
