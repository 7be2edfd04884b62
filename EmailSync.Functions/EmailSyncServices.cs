using EmailSync.Core;
using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Directory.Imports;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Mailboxes.Tokens;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Gmail;
using EmailSync.Core.Providers.Outlook;
using EmailSync.Core.Providers.Smtp;
using EmailSync.Core.Reports;
using EmailSync.Core.Sending;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Core.Sync;
using EmailSync.Core.Threads;
using EmailSync.Core.Tracking;
using EmailSync.Core.Updates;
using EmailSync.Functions.Access;
using EmailSync.Functions.Crm;
using EmailSync.Functions.Events;
using EmailSync.Functions.Http;
using EmailSync.Functions.Keys;
using EmailSync.Functions.Mailboxes;
using EmailSync.Functions.Middleware;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sending;
using EmailSync.Functions.Sending.Batches;
using EmailSync.Functions.Sync;
using EmailSync.Functions.Tracking;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EmailSync.Functions;

/// <summary>Everything the functions need, under whichever host.</summary>
public static class EmailSyncServices
{
    public static IServiceCollection AddEmailSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<EmailSyncOptions>()
            .Bind(configuration.GetSection(EmailSyncOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddEmailSyncStorage(configuration);
        services.AddMailboxTokens();
        services.AddGmail(configuration);
        services.AddOutlook(configuration);
        services.AddWebhooks();
        services.Configure<KestrelServerOptions>(o => o.Limits.MaxRequestBodySize = RequestLimits.AttachmentBytes + 1024);

        foreach (var type in EmailSyncMiddleware.InOrder)
            services.AddSingleton(type);
        services.AddSingleton<FunctionCatalog>();
        services.AddSingleton<RefusedCalls>();
        services.AddSingleton<CallLimits>();
        services.AddSingleton<CallerReader>();
        services.AddSingleton<RefusalCounter>();
        services.AddSingleton<ApiDocument>();
        services.AddSingleton<OrchestrationStarter>();
        services.AddSingleton<PushCounters>();
        services.AddHostedService<KeyRotationNotice>();
        services.AddSingleton<OutlookBells>();
        services.AddSingleton<ConnectedMailbox>();
        services.AddSingleton<MailboxViews>();
        services.AddSingleton<SendRequestReader>();
        services.AddSingleton<BatchRequestReader>();
        services.AddSingleton<VisitNotes>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<WebhookFinder>();
        services.AddSingleton<IMailProviders, MailProviders>();
        return services.AddStores().AddUseCases();
    }

    private static IServiceCollection AddStores(this IServiceCollection services) => services
        .AddSingleton<TableKeys>()
        .AddSingleton<AddressIndex>()
        .AddSingleton<DirectoryStore>()
        .AddSingleton<ContactRemoval>()
        .AddSingleton<MailboxStore>()
        .AddSingleton<PushIdentities>()
        .AddSingleton<ConnectionStore>()
        .AddSingleton<FeedStore>()
        .AddSingleton<FillInStore>()
        .AddSingleton<ErasureStore>()
        .AddSingleton<LocationErasureStore>()
        .AddSingleton<UserErasureStore>()
        .AddSingleton<LocationTrail>()
        .AddSingleton<DueStore>()
        .AddSingleton<DirtyStore>()
        .AddSingleton<DeferredStore>()
        .AddSingleton<ThreadIndex>()
        .AddSingleton<MessageIndex>()
        .AddSingleton<ContentStore>()
        .AddSingleton<ConversationList>()
        .AddSingleton<ConversationStore>()
        .AddSingleton<DecisionStore>()
        .AddSingleton<DecisionPurge>()
        .AddSingleton<SendLedger>()
        .AddSingleton<SentMailLog>()
        .AddSingleton<BatchStore>()
        .AddSingleton<BatchContents>()
        .AddSingleton<ImportStore>()
        .AddSingleton<ImportContents>()
        .AddSingleton<OAuthStateStore>()
        .AddSingleton<RefusedGrants>()
        .AddSingleton<KeyRotation>()
        .AddSingleton<AutomaticSenders>()
        .AddSingleton<SuppressionStore>()
        .AddSingleton<LocationKeyStore>()
        .AddSingleton<UploadStore>()
        .AddSingleton<EventLogStore>()
        .AddSingleton<TargetStore>()
        .AddSingleton<SetAsideStore>()
        .AddSingleton<DeliveryLog>()
        .AddSingleton<WebhookRemains>()
        .AddSingleton<Expiry>();

    private static IServiceCollection AddUseCases(this IServiceCollection services) => services
        .AddSingleton<LocationKeys>()
        .AddSingleton<CallerStanding>()
        .AddSingleton<TrackingLinks>()
        .AddSingleton(services => services.GetRequiredService<TrackingLinks>().Marks)
        .AddSingleton<MailContentExtractor>()
        .AddSingleton<MessageParts>()
        .AddSingleton<KeptMailReader>()
        .AddSingleton<DeliveryReportReader>()
        .AddSingleton<ReportedMail>()
        .AddSingleton<SuppressedMail>()
        .AddSingleton<Unsubscribe>()
        .AddSingleton<UnsubscribeLinks>()
        .AddSingleton<TrackedVisits>()
        .AddSingleton<LoggingAddresses>()
        .AddSingleton<OwnAddresses>()
        .AddSingleton<ThreadLookup>()
        .AddSingleton<ThreadWaits>()
        .AddSingleton<ThreadDetachment>()
        .AddSingleton<LoggedContacts>()
        .AddSingleton<InboundMail>()
        .AddSingleton<CrmOutbox>()
        .AddSingleton<EventSources>()
        .AddSingleton<LocationSecrets>()
        .AddSingleton<WebhookData>()
        .AddSingleton<WebhookSender>()
        .AddSingleton<WebhookAttempts>()
        .AddSingleton<DeliveryLanes>()
        .AddSingleton<DeliverOutbox>()
        .AddSingleton<WebhookWork>()
        .AddSingleton<TestWebhook>()
        .AddSingleton<SyncTargets>()
        .AddSingleton<SyncFactsReader>()
        .AddSingleton<MailboxNews>()
        .AddSingleton<MailboxHealth>()
        .AddSingleton<CopyUpdates>()
        .AddSingleton<UpdateWork>()
        .AddSingleton<AcceptUpdate>()
        .AddSingleton<CarryOutUpdate>()
        .AddSingleton<MessageStorer>()
        .AddSingleton<OwnSends>()
        .AddSingleton<MessageJudge>()
        .AddSingleton<MessageSync>()
        .AddSingleton<Interruptions>()
        .AddSingleton<LaneSync>()
        .AddSingleton<FeedReader>()
        .AddSingleton<OldMailReader>()
        .AddSingleton<PutOffMail>()
        .AddSingleton<HintReader>()
        .AddSingleton<FillIn>()
        .AddSingleton<FillInReader>()
        .AddSingleton<MessageTriage>()
        .AddSingleton<SilenceDetector>()
        .AddSingleton<PageCommitter>()
        .AddSingleton<DueSweep>()
        .AddSingleton<SendWork>()
        .AddSingleton<DailySends>()
        .AddSingleton<AcceptSend>()
        .AddSingleton<SenderFinder>()
        .AddSingleton<SendEnding>()
        .AddSingleton<SendOrigins>()
        .AddSingleton<SendDrafts>()
        .AddSingleton<SendOutcome>()
        .AddSingleton<SendFromMailbox>()
        .AddSingleton<SendFromLocation>()
        .AddSingleton<EndErasedSend>()
        .AddSingleton<ILocationMailer, SmtpMailer>()
        .AddSingleton<SendEmail>()
        .AddSingleton<CancelSend>()
        .AddSingleton<AcceptBatch>()
        .AddSingleton<TakeUpBatch>()
        .AddSingleton<RunBatch>()
        .AddSingleton<CancelBatch>()
        .AddSingleton<AcceptImport>()
        .AddSingleton<ImportFillIn>()
        .AddSingleton<RunImport>()
        .AddSingleton<ListConversations>()
        .AddSingleton<EventFeed>()
        .AddSingleton<ErasedMessages>()
        .AddSingleton<ErasedSends>()
        .AddSingleton<EraseConversation>()
        .AddSingleton<ErasedContacts>()
        .AddSingleton<ErasedConnections>()
        .AddSingleton<ErasedRemains>()
        .AddSingleton<EraseLocation>()
        .AddSingleton<AdoptContact>()
        .AddSingleton<DeleteUser>()
        .AddSingleton<EraseUser>()
        .AddSingleton<ErasedUserTraces>()
        .AddSingleton<EndSends>()
        .AddSingleton<CloseMailbox>()
        .AddSingleton<ReturnGrant>()
        .AddSingleton<DisconnectMailbox>()
        .AddSingleton<WatchMailbox>()
        .AddSingleton<PauseMailbox>()
        .AddSingleton<ConnectMailbox>();
}
