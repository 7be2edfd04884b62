using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Gmail;
using EmailSync.Core.Storage;
using EmailSync.Functions.Sync;
using EmailSync.Tests.Pipeline;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Tests.Years;

/// <summary>
/// The routes for pushes, with everything of the product's that verifies a push and finds whose it is; only the starting of orchestrations is left to the world, which does
/// all that is due anyway. A process that is down refuses, and so does one that dies over a push.
/// </summary>
internal sealed class Bells
{
    public PipelineWorld? World { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Pushes that rang for a mailbox.</summary>
    public int Heard { get; private set; }

    public async Task RingAsync(HttpContext context)
    {
        try
        {
            await (await AnswerAsync(context.Request)).ExecuteAsync(context);
        }
        catch (Exception e) when (e is ProcessDiedException or ObjectDisposedException)
        {
            // It dies over this push, or is taken down while it takes the push in.
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }

    private Task<IResult> AnswerAsync(HttpRequest request) => (World, IsDown) switch
    {
        (null, _) or (_, true) => Task.FromResult(Results.StatusCode(StatusCodes.Status503ServiceUnavailable)),
        ({ } world, _) when request.Path.Value!.EndsWith("/gmail", StringComparison.Ordinal) => GmailAsync(world, request),
        ({ } world, _) => OutlookAsync(world, request, request.Path.Value!.EndsWith("/lifecycle", StringComparison.Ordinal)),
    };

    private async Task<IResult> GmailAsync(PipelineWorld world, HttpRequest request)
    {
        if (await world.Get<GmailPushVerifier>().VerifyAsync(request.Headers.Authorization, default) != PushVerdict.Genuine)
            return Results.Unauthorized();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (GmailPushEnvelope.TryRead(body.ToArray(), out var address)
            && await world.Get<PushIdentities>().FindAsync(MailProviderName.Gmail, address, default) is { } mailbox)
        {
            Heard++;
            await world.Get<DirtyStore>().MarkPushedAsync(mailbox, world.Clock.GetUtcNow(), [], default);
        }
        return Results.NoContent();
    }

    private async Task<IResult> OutlookAsync(PipelineWorld world, HttpRequest request, bool isLifecycle)
    {
        if (OutlookBells.Handshake(request) is { } answer)
            return answer;
        foreach (var (mailbox, items) in await world.Get<OutlookBells>().ReadAsync(request, default))
        {
            Heard++;
            if (!isLifecycle)
            {
                IReadOnlyList<ProviderMessageId> named = [.. items.Select(i => i.Message).OfType<ProviderMessageId>().Distinct()];
                IReadOnlyList<ProviderMessageId> removed = [.. items.Select(i => i.Removed).OfType<ProviderMessageId>().Distinct()];
                await world.Get<DirtyStore>().MarkPushedAsync(mailbox, world.Clock.GetUtcNow(), named, removed, default);
                continue;
            }
            if (items.Any(i => i.LifecycleEvent is "subscriptionRemoved" or "reauthorizationRequired"))
                await world.Get<WatchMailbox>().RenewSoonAsync(mailbox, default);
            await world.Get<DirtyStore>().MarkEverythingAsync(mailbox, world.Clock.GetUtcNow(), default);
        }
        return Results.Accepted();
    }
}
