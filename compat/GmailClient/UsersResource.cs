using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.UsersResource</c>.</summary>
public partial class UsersResource
{
    private readonly IClientService service;

    public UsersResource(IClientService service)
    {
        this.service = service;
        Drafts = new DraftsResource(service);
        History = new HistoryResource(service);
        Messages = new MessagesResource(service);
        Settings = new SettingsResource(service);
    }

    public virtual DraftsResource Drafts { get; }

    public virtual HistoryResource History { get; }

    public virtual MessagesResource Messages { get; }

    public virtual SettingsResource Settings { get; }

    public virtual GetProfileRequest GetProfile(string userId) => new(service, userId);

    public virtual WatchRequest Watch(Data.WatchRequest body, string userId) => new(service, body, userId);

    public virtual StopRequest Stop(string userId) => new(service, userId);

    /// <summary>Stands for <c>UsersResource.GetProfileRequest</c>.</summary>
    public class GetProfileRequest : GmailBaseServiceRequest<Profile>
    {
        public GetProfileRequest(IClientService service, string userId) : base(service)
        {
            UserId = userId;
            InitParameters();
        }

        [RequestParameter("userId", RequestParameterType.Path)]
        public virtual string UserId { get; private set; }

        public override string MethodName => "getProfile";

        public override string HttpMethod => "GET";

        public override string RestPath => "gmail/v1/users/{userId}/profile";

        protected override void InitParameters()
        {
            base.InitParameters();
            DeclareUser();
        }
    }

    /// <summary>Stands for <c>UsersResource.WatchRequest</c>.</summary>
    public class WatchRequest : GmailBaseServiceRequest<WatchResponse>
    {
        public WatchRequest(IClientService service, Data.WatchRequest body, string userId) : base(service)
        {
            UserId = userId;
            Body = body;
            InitParameters();
        }

        [RequestParameter("userId", RequestParameterType.Path)]
        public virtual string UserId { get; private set; }

        private Data.WatchRequest Body { get; }

        public override string MethodName => "watch";

        public override string HttpMethod => "POST";

        public override string RestPath => "gmail/v1/users/{userId}/watch";

        protected override object GetBody() => Body;

        protected override void InitParameters()
        {
            base.InitParameters();
            DeclareUser();
        }
    }

    /// <summary>Stands for <c>UsersResource.StopRequest</c>.</summary>
    public class StopRequest : GmailBaseServiceRequest<string>
    {
        public StopRequest(IClientService service, string userId) : base(service)
        {
            UserId = userId;
            InitParameters();
        }

        [RequestParameter("userId", RequestParameterType.Path)]
        public virtual string UserId { get; private set; }

        public override string MethodName => "stop";

        public override string HttpMethod => "POST";

        public override string RestPath => "gmail/v1/users/{userId}/stop";

        protected override void InitParameters()
        {
            base.InitParameters();
            DeclareUser();
        }
    }
}
