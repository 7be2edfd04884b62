using EmailSync.Core.Directory;
using EmailSync.Core.Providers.Targets;
using EmailSync.Core.Sending;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace EmailSync.Core.Providers.Smtp;

/// <summary>One connection to a mail service (RFC 5321), signed in. After a failure it is not used again.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    /// <summary>Of one answer of the service (RFC 5321 section 4.5.3.2 would wait longer; a send is tried again).</summary>
    private static readonly TimeSpan answerLimit = TimeSpan.FromSeconds(30);

    private static readonly FormatOptions format = Format();

    /// <summary>Revocation is not looked up: a certificate would say where we connect to for it.</summary>
    private readonly SmtpClient client = new() { Timeout = (int)answerLimit.TotalMilliseconds, CheckCertificateRevocation = false };
    private bool hasFailed;

    private SmtpConnection()
    {
    }

    public bool IsOpen => !hasFailed && client.IsConnected;

    /// <summary>Mails that it has taken.</summary>
    public int Mails { get; private set; }

    /// <exception cref="LocationMailException">There is no way in.</exception>
    public static async Task<SmtpConnection> OpenAsync(
        LocationProvider provider, string? password, TargetConnector targets, CancellationToken cancellationToken)
    {
        var connection = new SmtpConnection();
        try
        {
            await connection.ConnectAsync(provider, targets, cancellationToken);
            if (provider.User is { } user)
                await connection.client.AuthenticateAsync(user, password ?? "", cancellationToken);
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            throw SmtpFailures.Opening(e);
        }
    }

    private async Task ConnectAsync(LocationProvider provider, TargetConnector targets, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(answerLimit);
        var socket = await targets.ConnectAsync(provider.Host, provider.Port, patience.Token);
        try
        {
            await client.ConnectAsync(socket, provider.Host, provider.Port, SmtpSecurity.Of(provider.Security), cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="ILocationMailLine.SendAsync"/>
    public async Task SendAsync(string sender, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken)
    {
        var content = new ContentWatch();
        try
        {
            using var stream = new MemoryStream(mime.ToArray(), writable: false);
            using var message = await MimeMessage.LoadAsync(stream, cancellationToken);
            using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            whole.CancelAfter(SendWaits.LongestHandover);
            await client.SendAsync(format, message, new MailboxAddress("", sender), recipients.Select(r => new MailboxAddress("", r)), whole.Token, content);
            Mails++;
        }
        catch (Exception e)
        {
            hasFailed = e is not SmtpCommandException { StatusCode: not SmtpStatusCode.ServiceNotAvailable };
            throw SmtpFailures.Sending(e, content.HasBegun);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (IsOpen)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await client.DisconnectAsync(quit: true, patience.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ProtocolException or ServiceNotConnectedException)
        {
            // Nobody waits for the goodbye.
        }
        client.Dispose();
    }

    private static FormatOptions Format()
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;

        // The mail is built with it: Gmail takes its recipients from there.
        options.HiddenHeaders.Add(HeaderId.Bcc);
        return options;
    }

    /// <summary>From the first byte of the mail on nobody but the service knows whether it has all of it.</summary>
    private sealed class ContentWatch : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
