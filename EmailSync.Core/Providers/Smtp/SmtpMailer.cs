using System.Collections.Concurrent;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers.Targets;
using EmailSync.Core.Sending;

namespace EmailSync.Core.Providers.Smtp;

/// <summary>
/// Mail services that speak SMTP. A connection that has just been used is used again: connecting and signing in cost more than the mail. Not more than
/// <see cref="MaxLines"/> at once to each service, which is what many allow.
/// </summary>
public sealed class SmtpMailer(LocationSecrets secrets, TargetConnector targets, TimeProvider time) : ILocationMailer, IAsyncDisposable
{
    public const int MaxLines = 4;

    /// <summary>Some services end a connection after so many mails, in the midst of the next one.</summary>
    private const int MailsPerConnection = 100;

    /// <summary>Shorter than any service keeps a silent client.</summary>
    private static readonly TimeSpan idleLimit = TimeSpan.FromSeconds(20);

    /// <summary>For a free line, and until it is open. A mail that waits gets its turn later; whoever hands it over has other work meanwhile.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(LocationId Location, LocationProvider Provider), Service> services = [];

    /// <summary>Services that somebody uses, or has just used.</summary>
    internal int Services
    {
        get
        {
            lock (gate)
                return services.Count;
        }
    }

    public async Task<ILocationMailLine> OpenAsync(LocationId location, LocationProvider provider, CancellationToken cancellationToken)
    {
        await EndIdleAsync();
        using var busy = new CancellationTokenSource(patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(busy.Token, cancellationToken);
        var service = Enter(location, provider);
        try
        {
            return new Line(this, service, await ConnectAsync(service, location, provider, stop.Token));
        }
        catch (Exception e)
        {
            Leave(service);
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new LocationMailException(LocationMailFailure.Temporary, "busy", e);
            throw;
        }
    }

    private async Task<SmtpConnection> ConnectAsync(Service service, LocationId location, LocationProvider provider, CancellationToken cancellationToken)
    {
        await service.Free.WaitAsync(cancellationToken);
        try
        {
            while (service.Idle.TryPop(out var waiting))
            {
                if (waiting.Since + idleLimit > time.GetUtcNow() && waiting.Connection.IsOpen)
                    return waiting.Connection;
                await waiting.Connection.DisposeAsync();
            }
            var password = provider.ProtectedPassword is { } text ? secrets.RevealPassword(location, text) : null;
            return await SmtpConnection.OpenAsync(provider, password, targets, cancellationToken);
        }
        catch
        {
            service.Free.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in All())
        {
            while (service.Idle.TryPop(out var waiting))
                await waiting.Connection.DisposeAsync();
        }
    }

    /// <summary>A location that has changed its service or its password has left another behind, which is forgotten with its last connection.</summary>
    private async Task EndIdleAsync()
    {
        var oldest = time.GetUtcNow() - idleLimit;
        foreach (var service in All())
        {
            // The last one used lies on top; what lies below it is older.
            while (service.Idle.TryPeek(out var top) && top.Since <= oldest && service.Idle.TryPop(out var idle))
                await idle.Connection.DisposeAsync();
        }
        lock (gate)
        {
            foreach (var (key, service) in services)
            {
                if (service.Users == 0 && service.Idle.IsEmpty)
                    services.Remove(key);
            }
        }
    }

    private async ValueTask GiveBackAsync(Service service, SmtpConnection connection)
    {
        if (connection.IsOpen && connection.Mails < MailsPerConnection)
            service.Idle.Push((connection, time.GetUtcNow()));
        else
            await connection.DisposeAsync();
        service.Free.Release();
        Leave(service);
    }

    private Service Enter(LocationId location, LocationProvider provider)
    {
        lock (gate)
        {
            if (!services.TryGetValue((location, provider), out var service))
                services[(location, provider)] = service = new Service();
            service.Users++;
            return service;
        }
    }

    private void Leave(Service service)
    {
        lock (gate)
            service.Users--;
    }

    private Service[] All()
    {
        lock (gate)
            return [.. services.Values];
    }

    private sealed class Service
    {
        /// <summary>Who has a line or waits for one.</summary>
        public int Users { get; set; }

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
