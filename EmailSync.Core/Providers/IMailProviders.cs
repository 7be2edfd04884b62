using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Providers;

/// <summary>The adapters by provider.</summary>
public interface IMailProviders
{
    IMailProvider this[MailProviderName name] { get; }
}
