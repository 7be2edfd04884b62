using System.Text;
using EmailSync.Functions.Http;

namespace EmailSync.Tests.Http;

[TestClass]
public sealed class LineReaderTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("a", "1:a")]
    [DataRow("a\nb\n", "1:a|2:b")]
    [DataRow("a\n\n\r\nb", "1:a|2:|3:\r|4:b")]
    [DataRow("\uFEFFa\n\uFEFFb", "1:a|2:\uFEFFb")]
    [DataRow("12345678\n123456789\n1\n1234567890123456789012345", "1:12345678|2:too long|3:1|4:too long")]
    public async Task Lines_keep_their_numbers_and_one_that_is_too_long_is_passed_over(string body, string expected)
    {
        Assert.AreEqual(expected, await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), 1000));
        Assert.AreEqual(expected, await ReadAsync(new Trickle(Encoding.UTF8.GetBytes(body)), 1000));
    }

    [TestMethod]
    [DataRow("123456\n123456\n1")]
    [DataRow("123456789012345678")]
    [DataRow("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n")]
    public async Task A_body_over_its_limit_is_refused_however_it_is_cut(string body)
    {
        var problem = await Assert.ThrowsExactlyAsync<ApiException>(() => ReadAsync(new Trickle(Encoding.UTF8.GetBytes(body)), 13));

        Assert.AreEqual("body_too_large", problem.Problem.Code);
    }

    private static async Task<string> ReadAsync(Stream body, long limit)
    {
        var lines = new List<string>();
        await foreach (var (number, text) in LineReader.ReadAsync(body, 8, limit, CancellationToken.None))
            lines.Add($"{number}:{(text is { } held ? Encoding.UTF8.GetString(held.Span) : "too long")}");
        return string.Join('|', lines);
    }

    /// <summary>Gives a byte at a time.</summary>
    private sealed class Trickle(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
