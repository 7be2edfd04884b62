using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace EmailSync.Benchmarks.Import;

/// <summary>Contacts as the body of an import, written as they go out.</summary>
internal sealed class ContactLines : HttpContent
{
    private readonly int count;

    public ContactLines(int count)
    {
        this.count = count;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"contact-{number}");

    public static string Address(int number) => string.Create(CultureInfo.InvariantCulture, $"contact-{number}@client-{number % 997}.test");

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        for (var number = 0; number < count; number++)
        {
            await writer.WriteLineAsync(
                $$"""{"id":"{{Id(number)}}","name":"Contact {{number}} of many","emails":["{{Address(number)}}"],"createdAt":"2020-01-01T00:00:00Z"}""");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
