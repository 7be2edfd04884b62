using System.Text;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;

namespace EmailSync.Tests.Simulators;

/// <summary>The official client against the simulator: it knows nothing of being in a test.</summary>
[TestClass]
public sealed class GraphSdkTests
{
    [TestMethod]
    public async Task Mail_is_drafted_sent_found_read_and_moved()
    {
        await using var world = await GraphWorld.StartAsync();
        world.User("ana@acme.example");
        var kim = world.User("kim@client.example");
        using var http = world.World.Client();
        var graph = Client(http, world, "ana@acme.example");

        var draft = await graph.Me.Messages.PostAsync(new Message
        {
            Subject = "Offer",
            Body = new ItemBody { ContentType = BodyType.Html, Content = "<p>Hello</p>" },
            ToRecipients = [new Recipient { EmailAddress = new EmailAddress { Address = "kim@client.example", Name = "Kim" } }],
            SingleValueExtendedProperties = [new SingleValueLegacyExtendedProperty { Id = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Key", Value = "42" }],
        });
        await graph.Me.Messages[draft!.Id].Attachments.PostAsync(new FileAttachment { Name = "a.txt", ContentType = "text/plain", ContentBytes = Encoding.UTF8.GetBytes("hello") });
        await graph.Me.Messages[draft.Id].Send.PostAsync();
        var found = await graph.Me.Messages.GetAsync(get =>
        {
            get.QueryParameters.Filter = "singleValueExtendedProperties/Any(ep: ep/id eq 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Key' and ep/value eq '42')";
            get.QueryParameters.Select = ["id", "isDraft", "internetMessageId"];
            get.QueryParameters.Top = 5;
        });
        var sent = found!.Value!.Single();
        await using var mime = await graph.Me.Messages[sent.Id].Content.GetAsync();
        using var text = new StreamReader(mime!);
        var moved = await graph.Me.Messages[sent.Id].Move.PostAsync(new() { DestinationId = "archive" });
        var missing = await Assert.ThrowsExactlyAsync<ODataError>(() => graph.Me.Messages[sent.Id].GetAsync());

        Assert.IsFalse(sent.IsDraft);
        Assert.AreEqual(draft.InternetMessageId, sent.InternetMessageId);
        StringAssert.Contains(await text.ReadToEndAsync(), "Subject: Offer");
        Assert.AreNotEqual(sent.Id, moved!.Id);
        Assert.AreEqual("ErrorItemNotFound", missing.Error!.Code);
        Assert.AreEqual(404, missing.ResponseStatusCode);
        Assert.AreEqual("Offer", kim.Mailbox.See().Single().Subject);
    }

    [TestMethod]
    public async Task Delta_links_are_followed_as_they_are()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var first = ana.Receive("one");
        ana.Receive("two");
        using var http = world.World.Client();
        var graph = Client(http, world, "ana@acme.example");

        var page = await graph.Me.MailFolders["inbox"].Messages.Delta.GetAsDeltaGetResponseAsync(get =>
        {
            get.QueryParameters.Select = ["subject", "isRead"];
            get.Headers.Add("Prefer", "odata.maxpagesize=50");
            get.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
        });
        ana.Mailbox.MoveTo(first.Id, "archive");
        var next = await graph.Me.MailFolders["inbox"].Messages.Delta.WithUrl(page!.OdataDeltaLink!).GetAsDeltaGetResponseAsync(get => get.Headers.Add("Prefer", "IdType=\"ImmutableId\""));

        Assert.HasCount(2, page.Value!);
        var gone = next!.Value!.Single();
        Assert.AreEqual(first.ImmutableId, gone.Id);
        Assert.IsTrue(gone.AdditionalData.ContainsKey("@removed"));
    }

    [TestMethod]
    public async Task Lists_are_paged_and_batches_answered()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        for (var number = 0; number < 23; number++)
            ana.Receive($"mail {number}");
        using var http = world.World.Client();
        var graph = Client(http, world, "ana@acme.example");
        var subjects = new List<string?>();

        var first = await graph.Me.Messages.GetAsync(get => get.QueryParameters.Select = ["subject"]);
        var pages = PageIterator<Message, MessageCollectionResponse>.CreatePageIterator(graph, first!, message =>
        {
            subjects.Add(message.Subject);
            return true;
        });
        await pages.IterateAsync();
        var batch = new BatchRequestContentCollection(graph);
        var step = await batch.AddBatchRequestStepAsync(graph.Me.MailFolders["inbox"].ToGetRequestInformation());
        var answers = await graph.Batch.PostAsync(batch);
        var inbox = await answers.GetResponseByIdAsync<MailFolder>(step);

        Assert.HasCount(23, subjects);
        Assert.AreEqual(23, inbox.TotalItemCount);
    }

    [TestMethod]
    public async Task A_large_file_is_uploaded_by_the_clients_own_task()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        using var http = world.World.Client();
        var graph = Client(http, world, "ana@acme.example");
        var draft = await ana.DraftAsync(TestWorld.Mail(ana.Address, "kim@client.example", "x"));
        var bytes = new byte[3_500_000];

        var session = await graph.Me.Messages[draft].Attachments.CreateUploadSession.PostAsync(new()
        {
            AttachmentItem = new AttachmentItem { AttachmentType = AttachmentType.File, Name = "big.bin", Size = bytes.Length },
        });
        using var file = new MemoryStream(bytes);
        var result = await new LargeFileUploadTask<FileAttachment>(session!, file, 320 * 1024 * 4, Client(http, world, null).RequestAdapter).UploadAsync();
        var attachments = await graph.Me.Messages[draft].Attachments.GetAsync();

        Assert.IsTrue(result.UploadSucceeded);
        Assert.AreEqual("big.bin", attachments!.Value!.Single().Name);
        CollectionAssert.AreEqual(bytes, ((FileAttachment)attachments.Value!.Single()).ContentBytes);
    }

    [TestMethod]
    public async Task The_person_and_its_folders_are_read()
    {
        await using var world = await GraphWorld.StartAsync();
        world.User("ana@acme.example").Mailbox.AddFolder("Projects");
        using var http = world.World.Client();
        var graph = Client(http, world, "ana@acme.example");

        var me = await graph.Me.GetAsync(get => get.QueryParameters.Select = ["id", "mail", "userPrincipalName", "proxyAddresses"]);
        var folders = await graph.Me.MailFolders.Delta.GetAsDeltaGetResponseAsync(get => get.Headers.Add("Prefer", "odata.maxpagesize=100"));
        var made = await graph.Me.MailFolders.PostAsync(new MailFolder { DisplayName = "Made" });

        Assert.AreEqual("ana@acme.example", me!.Mail);
        CollectionAssert.Contains(folders!.Value!.Select(folder => folder.DisplayName).ToArray(), "Projects");
        Assert.IsNotNull(folders.OdataDeltaLink);
        Assert.AreEqual("Made", made!.DisplayName);
    }

    private static GraphServiceClient Client(HttpClient http, GraphWorld world, string? token)
    {
        IAuthenticationProvider authentication = token is null ? new AnonymousAuthenticationProvider() : new Bearer(token);
        return new GraphServiceClient(http, authentication, new Uri(world.World.Host.MicrosoftBaseUrl, "/v1.0").AbsoluteUri);
    }

    // The client's own providers refuse tokens over plain HTTP.
    private sealed class Bearer(string token) : IAuthenticationProvider
    {
        public Task AuthenticateRequestAsync(
            RequestInformation request, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default)
        {
            request.Headers.Add("Authorization", "Bearer " + token);
            return Task.CompletedTask;
        }
    }
}
