using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Providers;

public sealed class MailProviders(IEnumerable<IMailProvider> adapters) : IMailProviders
{
    private readonly Dictionary<MailProviderName, IMailProvider> byName = adapters.ToDictionary(a => a.Name);

    public IMailProvider this[MailProviderName name] =>
        byName.TryGetValue(name, out var adapter) ? adapter : throw new InvalidOperationException($"There is no adapter for {name}.");
}
