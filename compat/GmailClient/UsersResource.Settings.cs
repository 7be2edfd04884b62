using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>Stands for <c>UsersResource.SettingsResource</c>.</summary>
    public class SettingsResource
    {
        public SettingsResource(IClientService service) => SendAs = new SendAsResource(service);

        public virtual SendAsResource SendAs { get; }

        /// <summary>Stands for <c>SettingsResource.SendAsResource</c>.</summary>
        public class SendAsResource
        {
            private readonly IClientService service;

            public SendAsResource(IClientService service) => this.service = service;

            public virtual ListRequest List(string userId) => new(service, userId);

            /// <summary>Stands for <c>SendAsResource.ListRequest</c>.</summary>
            public class ListRequest : GmailBaseServiceRequest<ListSendAsResponse>
            {
                public ListRequest(IClientService service, string userId) : base(service)
                {
                    UserId = userId;
                    InitParameters();
                }

                [RequestParameter("userId", RequestParameterType.Path)]
                public virtual string UserId { get; private set; }

                public override string MethodName => "list";

                public override string HttpMethod => "GET";

                public override string RestPath => "gmail/v1/users/{userId}/settings/sendAs";

                protected override void InitParameters()
                {
                    base.InitParameters();
                    DeclareUser();
                }
            }
        }
    }
}
