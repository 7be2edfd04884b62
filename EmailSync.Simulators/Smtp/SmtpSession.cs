using System.IO.Pipelines;
using System.Text;
using EmailSync.Simulators.Faults;

namespace EmailSync.Simulators.Smtp;

/// <summary>One connection: reads commands, answers them, and lets the ordered faults strike.</summary>
internal sealed class SmtpSession(SmtpSink sink, IDuplexPipe transport, CancellationToken life)
{
    private const int MaxCommand = 2_048;
    private const int MaxSignInLine = 12_288;
    private const int MaxMistakes = 20;
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    private readonly SmtpInput input = new(transport.Input);
    private readonly SmtpDialogue dialogue = new(sink);

    private enum Next
    {
        Command,
        Mail,
        Close,
    }

    /// <summary>Runs until either side ends it.</summary>
    public async Task RunAsync()
    {
        sink.Connected();
        var next = await StepAsync("CONNECT", null, () => new SmtpReply(220, null, $"{SmtpTrace.HostName} ESMTP"));
        var mistakes = 0;
        while (next != Next.Close)
        {
            if (next == Next.Mail)
            {
                next = await MailAsync();
                continue;
            }

            var line = await LineAsync(MaxCommand);
            if (line.IsEnd)
                return;
            if (mistakes > MaxMistakes)
            {
                await ReplyAsync(new SmtpReply(421, "4.7.0", "Too many mistakes"));
                return;
            }

            if (line.Problem is { } problem)
            {
                mistakes++;
                await ReplyAsync(problem);
                continue;
            }

            next = await CommandAsync(line.Text!, () => mistakes++);
        }
    }

    private async Task<Next> CommandAsync(string text, Action mistaken)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var verb = (space < 0 ? text : text[..space]).ToUpperInvariant();
        var argument = space < 0 ? "" : text[(space + 1)..].Trim(' ');
        switch (verb)
        {
            case "EHLO" or "HELO":
                return await StepAsync(verb, null, () => dialogue.Hello(verb, argument));
            case "AUTH":
                return await SignInAsync(argument);
            case "MAIL":
                return await StepAsync(verb, SmtpDialogue.Named(verb, argument), () => dialogue.Mail(argument));
            case "RCPT":
                return await StepAsync(verb, SmtpDialogue.Named(verb, argument), () => dialogue.Recipient(argument));
            case "DATA":
                return await StepAsync(verb, dialogue.Sender, () => dialogue.Data(argument));
            case "RSET":
                return await StepAsync(verb, null, () =>
                {
                    dialogue.Forget();
                    return SmtpReply.Ok;
                });
            case "NOOP":
                return await StepAsync(verb, null, () => SmtpReply.Ok);
            case "VRFY":
                return await StepAsync(verb, null, () => new SmtpReply(252, "2.5.0", "Send some mail, then it shows"));
            case "QUIT":
                await StepAsync(verb, null, () => new SmtpReply(221, "2.0.0", "Bye"));
                return Next.Close;
            default:
                mistaken();
                await ReplyAsync(SmtpReply.Unrecognised);
                return Next.Command;
        }
    }

    private Task<Next> SignInAsync(string argument)
    {
        if (dialogue.RefusalOfSignIn() is { } refusal)
            return StepAsync("AUTH", null, () => refusal);
        return StepAsync("AUTH", null, async () =>
        {
            var (reply, user) = await new SmtpSignIn(sink.Accounts, AskAsync).RunAsync(argument);
            if (user is not null)
                dialogue.SignedIn(user);
            return reply;
        });
    }

    private async Task<SmtpLine> AskAsync(string challenge)
    {
        await ReplyAsync(new SmtpReply(334, null, challenge));
        return await LineAsync(MaxSignInLine);
    }

    private async Task<Next> MailAsync()
    {
        using var mail = new SmtpDataDecoder(SmtpDialogue.MaxMailBytes);
        var (came, _) = await WithinAsync(cancellationToken => input.MailAsync(mail, cancellationToken));
        if (!came)
            return Next.Close;
        var next = await StepAsync("END", dialogue.Sender, () => dialogue.Take(mail));
        dialogue.Forget();
        return next;
    }

    private Task<Next> StepAsync(string command, string? mailbox, Func<SmtpReply> effect) =>
        StepAsync(command, mailbox, () => Task.FromResult<SmtpReply?>(effect()));

    /// <summary>Has the effect and tells of it, unless a fault comes between.</summary>
    private async Task<Next> StepAsync(string command, string? mailbox, Func<Task<SmtpReply?>> effect)
    {
        var fault = sink.Faults.Take(SmtpFaults.Contains, command, null, mailbox);
        if (fault is not null)
            sink.Report(SimulatorEventKind.FaultHit, mailbox, $"{fault.Fault} {command}");
        switch (fault?.Fault)
        {
            case FaultKind.Status:
                return await ReplyAsync(SmtpFaults.Reply(fault));
            case FaultKind.Timeout:
                await WaitAsync(fault.DelayMs is { } delay ? TimeSpan.FromMilliseconds(delay) : Timeout.InfiniteTimeSpan);
                return Next.Close;
            case FaultKind.DropConnection:
                return Next.Close;
            case FaultKind.EffectThenDrop:
                await effect();
                return Next.Close;
            case FaultKind.EffectThenError:
                await effect();
                return await ReplyAsync(SmtpFaults.Reply(fault));
            case FaultKind.Slow:
                await WaitAsync(TimeSpan.FromMilliseconds(fault.DelayMs ?? 5_000));
                break;
        }

        return await effect() is { } reply ? await ReplyAsync(reply) : Next.Close;
    }

    private async Task<Next> ReplyAsync(SmtpReply reply)
    {
        await transport.Output.WriteAsync(Encoding.UTF8.GetBytes(reply.ToString()), life);
        return reply.Code switch
        {
            354 => Next.Mail,
            421 => Next.Close,
            _ => Next.Command,
        };
    }

    private async Task<SmtpLine> LineAsync(int maxLength)
    {
        var (line, late) = await WithinAsync(cancellationToken => input.LineAsync(maxLength, cancellationToken));
        return late ? default : line;
    }

    /// <summary>Who says nothing for so long is told so and left.</summary>
    private async Task<(T? Result, bool Late)> WithinAsync<T>(Func<CancellationToken, ValueTask<T>> read)
    {
        using var limit = new CancellationTokenSource(patience, sink.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, life);
        try
        {
            return (await read(either.Token), false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !life.IsCancellationRequested)
        {
            await ReplyAsync(new SmtpReply(421, "4.4.2", "Nothing came for too long"));
            return (default, true);
        }
    }

    private Task WaitAsync(TimeSpan time) => Task.Delay(time, sink.Clock, life);
}
