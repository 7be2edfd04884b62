using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Tests.Pipeline;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Years;

/// <summary>What people ask the product for.</summary>
internal sealed partial class YearsWorld
{
    /// <summary>What a person asks the product for: again where it died over it.</summary>
    private async Task AskedAsync(Happening happening)
    {
        var owner = owners[happening.Owner!.Value];
        await NoteStoredAsync(owner);
        while (true)
        {
            try
            {
                await AskAsync(owner, happening);
                return;
            }
            catch (ProcessDiedException)
            {
                await BeginAnewAsync();
            }
        }
    }

    private async Task AskAsync(Owner owner, Happening happening)
    {
        switch (happening)
        {
            case Happening.Connects connects:
                await ConnectAsync(owner, connects.South ? owner.South : owner.North, owner.Account, ConnectMode.Connect);
                break;
            case Happening.Moves when owner.North.Connection is not null:
                owner.North.ReleasePending();
                await ConnectAsync(owner, owner.North, owner.OtherAccount, ConnectMode.Update);
                break;
            case Happening.Moves:
                break;
            case Happening.Disconnects disconnects:
                await DisconnectAsync(owner, disconnects.South ? owner.South : owner.North);
                break;
            case Happening.Pauses pauses:
                await PauseAsync(owner, pauses.South ? owner.South : owner.North);
                break;
            case Happening.Resumes resumes:
                await ResumeAsync(owner, resumes.South ? owner.South : owner.North);
                break;
            case Happening.SignsInAgain again:
                if (again.WrongFirst)
                    await TakeWrongAccountAsync(owner);
                await ConnectAsync(owner, owner.North, owner.Account, ConnectMode.Reauthorize);
                break;
            default:
                throw new InvalidOperationException($"Nobody asks for {happening}.");
        }
    }

    private async Task ConnectAsync(Owner owner, Tie tie, string account, ConnectMode mode)
    {
        // Microsoft tells whole seconds: what came in the second before is not to be taken for what comes after.
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        string back;
        for (var attempt = 1; ; attempt++)
        {
            back = await world.SignInAsync(tie.Location, owner.User, account, mode);
            var isOver = Query(back, "code") switch
            {
                "still_disconnecting" => attempt >= 5,


                // Or a provider that asked for an hour's patience: it is over long before the last attempt.
                NoPage or "provider_failed" => attempt >= 30,
                _ => true,
            };
            if (isOver)
                break;

            // No weather changes while a person tries to sign in: whoever has tried for hours does it when it is over.
            if (attempt == 18)
                Clear(owner);

            // As the person is told: again in a while.
            await RunAsync(world.Clock.GetUtcNow().AddMinutes(10));
        }
        if (Query(back, "status") != "connected")
            Wrong(owner, $"{mode} in {tie.Location.Value} was refused: {Query(back, "code")}");
        var before = tie.Account;
        tie.Account = account;
        tie.Connection = await world.Get<MailboxStore>().GetConnectionAsync(tie.Location, owner.User, None);
        owner.Locked.Remove(account);
        owner.Left.Remove(account);
        owner.WellSince = world.Clock.GetUtcNow();
        if (before != account)
            owner.Leave(before, owner.WellSince);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task TakeWrongAccountAsync(Owner owner)
    {
        var back = await world.SignInAsync(North, owner.User, owner.OtherAccount, ConnectMode.Reauthorize);
        if (Query(back, "code") is not ("wrong_account" or NoPage or "provider_failed"))
            Wrong(owner, $"another account was not refused: {Query(back, "code")}");
    }

    private async Task DisconnectAsync(Owner owner, Tie tie)
    {
        tie.ReleasePending();
        await world.Get<DisconnectMailbox>().BeginAsync(tie.Location, owner.User, None);
        tie.Connection = null;
        owner.Leave(tie.Account, world.Clock.GetUtcNow());
    }

    private async Task PauseAsync(Owner owner, Tie tie)
    {
        await world.Get<PauseMailbox>().PauseAsync(tie.Location, owner.User, None);
        tie.IsPaused = true;
    }

    private async Task ResumeAsync(Owner owner, Tie tie)
    {
        await world.Get<PauseMailbox>().ResumeAsync(tie.Location, owner.User, None);
        tie.IsPaused = false;
        owner.WellSince = world.Clock.GetUtcNow();
    }
}
