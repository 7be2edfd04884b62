using System.Collections.Concurrent;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;

namespace EmailSync.Core.Providers.Smtp;

/// <summary>
/// Mail services that speak SMTP. A connection that has just been used is used again: connecting and signing in cost more than the mail. Not more than
/// <see cref="MaxLines"/> at once to each service, which is what many allow.
/// </summary>
public sealed class SmtpMailer(LocationSecrets secrets, TimeProvider time) : ILocationMailer, IAsyncDisposable
{
    public const int MaxLines = 4;

    /// <summary>Some services end a connection after so many mails, in the midst of the next one.</summary>
    private const int MailsPerConnection = 100;

    /// <summary>Shorter than any service keeps a silent client.</summary>
    private static readonly TimeSpan idleLimit = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(LocationId Location, LocationProvider Provider), Service> services = new();

    public async Task<ILocationMailLine> OpenAsync(LocationId location, LocationProvider provider, CancellationToken cancellationToken)
    {
        await EndIdleAsync();
        var service = services.GetOrAdd((location, provider), _ => new Service());
        await service.Free.WaitAsync(cancellationToken);
        try
        {
            while (service.Idle.TryPop(out var waiting))
            {
                if (waiting.Since + idleLimit > time.GetUtcNow() && waiting.Connection.IsOpen)
                    return new Line(this, service, waiting.Connection);
                await waiting.Connection.DisposeAsync();
            }
            var password = provider.ProtectedPassword is { } text ? secrets.RevealPassword(location, text) : null;
            return new Line(this, service, await SmtpConnection.OpenAsync(provider, password, cancellationToken));
        }
        catch
        {
            service.Free.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.Values)
        {
            while (service.Idle.TryPop(out var waiting))
                await waiting.Connection.DisposeAsync();
        }
    }

    private async Task EndIdleAsync()
    {
        var oldest = time.GetUtcNow() - idleLimit;
        foreach (var service in services.Values)
        {
            // The last one used lies on top; what lies below it is older.
            while (service.Idle.TryPeek(out var top) && top.Since <= oldest && service.Idle.TryPop(out var idle))
                await idle.Connection.DisposeAsync();
        }
    }

    private async ValueTask GiveBackAsync(Service service, SmtpConnection connection)
    {
        if (connection.IsOpen && connection.Mails < MailsPerConnection)
            service.Idle.Push((connection, time.GetUtcNow()));
        else
            await connection.DisposeAsync();
        service.Free.Release();
    }

    private sealed class Service
    {
        public SemaphoreSlim Free { get; } = new(MaxLines);

        public ConcurrentStack<(SmtpConnection Connection, DateTimeOffset Since)> Idle { get; } = new();
    }

    private sealed class Line(SmtpMailer mailer, Service service, SmtpConnection connection) : ILocationMailLine
    {
        private int isGivenBack;

        public Task SendAsync(string sender, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken) =>
            connection.SendAsync(sender, recipients, mime, cancellationToken);

        public ValueTask DisposeAsync() =>
            Interlocked.Exchange(ref isGivenBack, 1) == 0 ? mailer.GiveBackAsync(service, connection) : ValueTask.CompletedTask;
    }
}
