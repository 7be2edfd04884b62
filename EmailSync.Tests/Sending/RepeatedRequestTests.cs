using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Sending;

namespace EmailSync.Tests.Sending;

/// <summary>R35: an upload is kept for a day, and an Idempotency-Key for ninety.</summary>
[TestClass]
public sealed class RepeatedRequestTests
{
    private static readonly LocationId here = new("here");

    private readonly UploadStore uploads = new(new InMemoryBlobs(), new TableKeys(new KeyHasher(new byte[32])));

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task R35_A_request_that_was_accepted_is_not_refused_because_its_upload_has_gone_since()
    {
        var resolved = await AttachmentReader.ResolveAsync([new AskedAttachment(null, "gone", null)], here, uploads, () => Task.FromResult(true), None);

        Assert.IsEmpty(resolved);
    }

    [TestMethod]
    public async Task A_request_that_is_new_is_refused_where_its_upload_is_not_there()
    {
        var refused = await Assert.ThrowsExactlyAsync<ApiException>(() => AttachmentReader.ResolveAsync(
            [new AskedAttachment(null, "gone", null)], here, uploads, () => Task.FromResult(false), None));

        Assert.AreEqual("unknown_attachment", refused.Problem.Code);
    }

    [TestMethod]
    public async Task Nobody_asks_whether_it_was_accepted_while_the_upload_is_there()
    {
        var id = UploadStore.NewId();
        await uploads.SaveAsync(here, id, new OutgoingAttachment("a.txt", "text/plain", new byte[] { 1 }), None);

        var resolved = await AttachmentReader.ResolveAsync(
            [new AskedAttachment(null, id, null)], here, uploads, () => throw new InvalidOperationException("one read too many"), None);

        Assert.HasCount(1, resolved);
    }
}
