using System.Text.Json;
using EmailSync.Core.Mailboxes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Polly.Timeout;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Makes one call to Graph: waits for its turn, pays for it, and sorts what goes wrong. The SDK writes requests and reads answers.</summary>
internal sealed class OutlookClient(
    IHttpClientFactory http,
    GraphGate gate,
    [FromKeyedServices(MailProviderName.Outlook)] IProviderBudget budget,
    IOptions<OutlookOptions> options)
{
    /// <summary>The named HTTP client that calls go through; its handlers sign, retry and classify.</summary>
    public const string HttpName = "outlook";

    private const string ImmutableIds = "IdType=\"ImmutableId\"";
    private static readonly TimeSpan shortPause = TimeSpan.FromSeconds(10);
    private readonly Lazy<GraphServiceClient> graph = new(() => new GraphServiceClient(
        http.CreateClient(HttpName), new AnonymousAuthenticationProvider(), options.Value.GraphBaseUrl.TrimEnd('/')));

    private BudgetUse Reading { get; init; } = BudgetUse.Reading;

    /// <summary>Calls that read go after all others.</summary>
    public OutlookClient ForOldMail() => new(http, gate, budget, options) { Reading = BudgetUse.OldMail };

    /// <summary>Fails as a call would when so many calls cannot be made now.</summary>
    public Task AffordAsync(MailboxId mailbox, int calls, CancellationToken cancellationToken) =>
        budget.AffordAsync(mailbox, calls, Reading, cancellationToken);

    public Task<BudgetUsage> QuotaAsync(MailboxId mailbox, CancellationToken cancellationToken) => budget.LookAsync(mailbox, cancellationToken);

    /// <summary>For building requests; they are sent by the members below and by nothing else.</summary>
    public GraphServiceClient Graph => graph.Value;

    public async Task<T> SendAsync<T>(
        MailboxId mailbox, GraphMethod method, RequestInformation request, ParsableFactory<T> read, CancellationToken cancellationToken)
        where T : IParsable =>
        await RunAsync(mailbox, method, request, token => Graph.RequestAdapter.SendAsync(request, read, null, token), cancellationToken) ?? throw Unreadable();

    public Task SendAsync(MailboxId mailbox, GraphMethod method, RequestInformation request, CancellationToken cancellationToken) =>
        RunAsync(
            mailbox,
            method,
            request,
            async token =>
            {
                await Graph.RequestAdapter.SendNoContentAsync(request, null, token);
                return true;
            },
            cancellationToken);

    public async Task<byte[]> DownloadAsync(MailboxId mailbox, GraphMethod method, RequestInformation request, CancellationToken cancellationToken) =>
        await RunAsync(
            mailbox,
            method,
            request,
            async token =>
            {
                await using var stream = await Graph.RequestAdapter.SendPrimitiveAsync<Stream>(request, null, token) ?? throw Unreadable();
                using var content = new MemoryStream();
                await stream.CopyToAsync(content, token);
                return content.ToArray();
            },
            cancellationToken);

    /// <summary>A link out of an answer: it is followed with the mailbox's token, so only within Graph.</summary>
    public string Checked(string link) => IsWithinGraph(link) ? link : throw Unreadable();

    public bool IsWithinGraph(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var url) && Uri.TryCreate(options.Value.GraphBaseUrl, UriKind.Absolute, out var ours)
        && url.Scheme == ours.Scheme && url.Authority == ours.Authority && url.UserInfo.Length == 0;

    public static MailProviderException Unreadable(Exception? inner = null) => new(MailProviderFailure.Transient, "unreadable_answer", null, inner);

    private async Task<T> RunAsync<T>(
        MailboxId mailbox, GraphMethod method, RequestInformation request, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        request.Headers.Add("Prefer", ImmutableIds);
        request.AddRequestOptions([new GraphCall(mailbox, method)]);
        using var turn = await gate.EnterAsync(mailbox, Use(method), cancellationToken);
        await budget.DrawAsync(mailbox, 1, Use(method), cancellationToken);
        try
        {
            return await send(cancellationToken);
        }
        catch (MailProviderException e) when (e is { Kind: MailProviderFailure.Throttled, IsSendingLimit: false })
        {
            await budget.PauseAsync(mailbox, e.RetryAfter ?? shortPause, cancellationToken);
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MailProviderException(MailProviderFailure.Transient, "connection", null, e);
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MailProviderException(MailProviderFailure.Transient, "timeout", null, e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // The SDK says so of an answer that is no JSON, or not the JSON of what was asked for.
            throw Unreadable(e);
        }
    }

    private BudgetUse Use(GraphMethod method) => method is GraphMethod.FoldersDelta or GraphMethod.FolderGet or GraphMethod.MessagesDelta
        or GraphMethod.MessagesList or GraphMethod.MessageGet or GraphMethod.MessageRaw
        ? Reading
        : BudgetUse.Interactive;
}
