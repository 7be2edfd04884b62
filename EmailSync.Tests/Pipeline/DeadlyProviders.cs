using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Tests.Pipeline;

/// <summary>The providers, with messages that kill or hold whoever reads them whole.</summary>
internal sealed class DeadlyProviders(IEnumerable<IMailProvider> providers, DeadlyMail mail, WriteFuse fuse) : IMailProviders
{
    private readonly Dictionary<MailProviderName, IMailProvider> byName = providers.ToDictionary(p => p.Name, p => Guarded(p, mail, fuse));

    public IMailProvider this[MailProviderName name] => byName[name];

    private static IMailProvider Guarded(IMailProvider provider, DeadlyMail mail, WriteFuse fuse)
    {
        var proxy = DispatchProxy.Create<IMailProvider, Proxy>();
        ((Proxy)proxy).Guard(provider, mail, fuse);
        return proxy;
    }

    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy that is made at run time derives from it.")]
    public class Proxy : DispatchProxy
    {
        private IMailProvider provider = null!;
        private DeadlyMail mail = null!;
        private WriteFuse fuse = null!;

        internal void Guard(IMailProvider guarded, DeadlyMail killers, WriteFuse process) => (provider, mail, fuse) = (guarded, killers, process);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IMailProvider.GetRawAsync) && args!.OfType<ProviderMessageId>().FirstOrDefault().Value is { } message)
            {
                if (mail.Deadly.Contains(message))
                {
                    fuse.Die();
                    throw new ProcessDiedException();
                }
                if (mail.Endless.Contains(message))
                {
                    mail.GetStuck();
                    return new TaskCompletionSource<RawMessage>().Task;
                }
            }
            if (targetMethod.Name == nameof(IMailProvider.ListChangesAsync) && mail.BeforeChanges is { } meanwhile)
                return AskAfterAsync(meanwhile, (MailboxId)args![0]!, (FeedCursor)args[1]!, (CancellationToken)args[2]!);
            if (targetMethod.Name == nameof(IMailProvider.WatchAsync) && mail.AfterWatch is { } afterwards)
                return WatchThenAsync(afterwards, (MailboxId)args![0]!, (string?)args[1], (CancellationToken)args[2]!);
            var answer = targetMethod.Invoke(provider, BindingFlags.DoNotWrapExceptions, null, args, null);
            return answer is IMailProvider other ? Guarded(other, mail, fuse) : answer;
        }

        private async Task<ChangePage> AskAfterAsync(Func<Task> meanwhile, MailboxId mailbox, FeedCursor cursor, CancellationToken cancellationToken)
        {
            await meanwhile();
            return await provider.ListChangesAsync(mailbox, cursor, cancellationToken);
        }

        private async Task<WatchState> WatchThenAsync(Func<Task> afterwards, MailboxId mailbox, string? known, CancellationToken cancellationToken)
        {
            var state = await provider.WatchAsync(mailbox, known, cancellationToken);
            await afterwards();
            return state;
        }
    }
}
