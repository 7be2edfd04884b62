using System.Text;
using EmailSync.Core;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers.Smtp;
using EmailSync.Core.Providers.Targets;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using EmailSync.Tests.Simulators;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.Providers;

/// <summary>Our side of SMTP, and the sink.</summary>
internal sealed class SmtpBench : IAsyncDisposable
{
    public const string From = "news@acme.example";
    public const string Ben = "ben@mail.example";
    private static readonly LocationId north = new("north");
    private readonly LocationSecrets secrets;
    private readonly SmtpMailer mailer;

    private SmtpBench(TestWorld world)
    {
        World = world;
        secrets = new LocationSecrets(new PlainTokenProtector(), new TableKeys(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)])));
        mailer = new SmtpMailer(secrets, new TargetConnector(Options.Create(new EmailSyncOptions { AllowedTargets = "loopback" })), world.Clock);
    }

    public TestWorld World { get; }

    public EmailSync.Simulators.Smtp.SmtpSink Sink => World.Host.Smtp;

    public int Connections => Sink.Connections;

    public static async Task<SmtpBench> StartAsync() => new(await TestWorld.StartAsync());

    public void Fault(FaultKind kind, string command, int? status = null) => Sink.Faults.Add(new FaultRule(kind, new FaultMatch(command), status));

    public LocationProvider Provider(string? user = null, string? password = null) => new(
        "127.0.0.1", World.Host.SmtpPort, ProviderSecurity.None, user, password is null ? null : secrets.ProtectPassword(north, password), From);

    public int Services => mailer.Services;

    public Task<ILocationMailLine> OpenAsync() => OpenAsync(Provider(), CancellationToken.None);

    public Task<ILocationMailLine> OpenAsync(LocationProvider provider, CancellationToken cancellationToken) => mailer.OpenAsync(north, provider, cancellationToken);

    public Task SendAsync(ReadOnlyMemory<byte> mime, params string[] recipients) => SendAsync(mime, Provider(), recipients);

    public async Task SendAsync(ReadOnlyMemory<byte> mime, LocationProvider provider, params string[] recipients)
    {
        await using var line = await mailer.OpenAsync(north, provider, CancellationToken.None);
        await line.SendAsync(From, recipients, mime, CancellationToken.None);
    }

    public static ReadOnlyMemory<byte> Mime(string? bcc = null) => OutgoingMailBuilder.Build(new OutgoingMail
    {
        From = new MailAddress("Čapek, Ana", From),
        To = [new MailAddress("Ben", Ben)],
        Bcc = bcc is null ? [] : [new MailAddress(null, bcc)],
        Subject = "Nabídka — 提案 📎",
        Date = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        MessageId = "offer@acme.example",
        Text = ".\r\n.. a line of dots\r\nFrom here\r\n" + new string('ž', 200),
        Html = "<p>Zdravím</p>",
        Attachments = [new OutgoingAttachment("smlouva č. 1.pdf", "application/pdf", Encoding.ASCII.GetBytes("%PDF-1.4"))],
        SendToken = new string('a', KeyHasher.Length),
    });

    public async ValueTask DisposeAsync()
    {
        await mailer.DisposeAsync();
        await World.DisposeAsync();
    }
}
