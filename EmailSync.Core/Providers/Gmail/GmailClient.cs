using EmailSync.Core.Mailboxes;
using Google;
using Google.Apis.Gmail.v1;
using Google.Apis.Http;
using Google.Apis.Json;
using Google.Apis.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly.Timeout;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Makes one API call: pays for it, signs it, and sorts what comes back.</summary>
internal sealed class GmailClient(
    IHttpMessageHandlerFactory handlers,
    IAccessTokens tokens,
    [FromKeyedServices(MailProviderName.Gmail)] IProviderBudget budget,
    IOptions<GmailOptions> options,
    TimeProvider time)
{
    /// <summary>The named HTTP client that calls go through.</summary>
    public const string HttpName = "gmail";

    /// <summary>Google's word for the account whose token signs the call.</summary>
    public const string Me = "me";

    // Raw messages of 50 MB arrive as base64 in JSON.
    private const int MaxAnswerBytes = 100 * 1024 * 1024;
    private static readonly TimeSpan wholeCallLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan shortPause = TimeSpan.FromSeconds(10);

    private BudgetUse Reading { get; init; } = BudgetUse.Reading;

    /// <summary>Calls that read go after all others.</summary>
    public GmailClient ForOldMail() => new(handlers, tokens, budget, options, time) { Reading = BudgetUse.OldMail };

    /// <summary>Fails as a call would when this many messages cannot be read now, headers and all.</summary>
    public Task AffordMessagesAsync(MailboxId mailbox, int messages, CancellationToken cancellationToken) =>
        budget.AffordAsync(mailbox, messages * 2 * GmailPrices.Of(GmailMethod.MessagesGet, options.Value.PriceList), Reading, cancellationToken);

    public Task<BudgetUsage> QuotaAsync(MailboxId mailbox, CancellationToken cancellationToken) => budget.LookAsync(mailbox, cancellationToken);

    public Task<T> CallAsync<T>(
        MailboxId mailbox, GmailMethod method, Func<GmailService, GmailBaseServiceRequest<T>> request, CancellationToken cancellationToken) =>
        SendAsync(
            mailbox,
            method,
            (service, token) =>
            {
                var call = request(service);
                call.PrettyPrint = false;
                return call.ExecuteAsync(token);
            },
            cancellationToken);

    public async Task<T> SendAsync<T>(
        MailboxId mailbox, GmailMethod method, Func<GmailService, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        await budget.DrawAsync(mailbox, GmailPrices.Of(method, options.Value.PriceList), Use(method), cancellationToken);
        ProviderCalls.Count(HttpName, Enum.GetName(method)!);
        var bearer = new GmailBearerHandler(tokens, mailbox, time) { InnerHandler = handlers.CreateHandler(HttpName) };
        using var service = Service(bearer);
        try
        {
            return await send(service, cancellationToken) ?? throw GmailMessages.Unreadable();
        }
        catch (GoogleApiException e)
        {
            var failure = Read(method, e, bearer);
            if (failure is { Kind: MailProviderFailure.Throttled, IsSendingLimit: false })
                await budget.PauseAsync(mailbox, failure.RetryAfter ?? shortPause, cancellationToken);
            throw failure;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MailProviderException(MailProviderFailure.Transient, "connection", null, e);
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MailProviderException(MailProviderFailure.Transient, "timeout", null, e);
        }
    }

    private BudgetUse Use(GmailMethod method) =>
        method is GmailMethod.HistoryList or GmailMethod.MessagesList or GmailMethod.MessagesGet ? Reading : BudgetUse.Interactive;

    private MailProviderException Read(GmailMethod method, GoogleApiException e, GmailBearerHandler bearer)
    {
        if ((int)bearer.Status < 300) return GmailMessages.Unreadable(e);
        var reason = e.Error?.Errors is [{ } first, ..] ? first.Reason : null;
        return GmailErrors.Read(method, bearer.Status, reason, e.Error?.Message, bearer.RetryAfter, time.GetUtcNow(), e);
    }

    private GmailService Service(GmailBearerHandler bearer)
    {
        var service = new GmailService(new BaseClientService.Initializer
        {
            // Google compresses its answers only for clients whose name says gzip; unpacking is the primary handler's work, for every client here.
            ApplicationName = "EmailSync-gzip",
            BaseUri = options.Value.ApiBaseUrl.TrimEnd('/') + "/",
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            GZipEnabled = false,
            // One of its own for each call would look through every type anew, and compile code for it.
            Serializer = NewtonsoftJsonSerializer.Instance,
            HttpClientTimeout = wholeCallLimit,
            HttpClientFactory = new HttpClientFromMessageHandlerFactory(_ =>
                new HttpClientFromMessageHandlerFactory.ConfiguredHttpMessageHandler(bearer, performsAutomaticDecompression: false, handlesRedirect: false)),
            // Long URLs stay GET: as POST they would not be retried.
            MaxUrlLength = 0,
        });
        service.HttpClient.MaxResponseContentBufferSize = MaxAnswerBytes;

        // The API does not redirect; whoever does shall not see the token.
        service.HttpClient.MessageHandler.FollowRedirect = false;
        return service;
    }
}
