using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>Stands for <c>UsersResource.HistoryResource</c>.</summary>
    public class HistoryResource
    {
        private readonly IClientService service;

        public HistoryResource(IClientService service) => this.service = service;

        public virtual ListRequest List(string userId) => new(service, userId);

        /// <summary>Stands for <c>HistoryResource.ListRequest</c>.</summary>
        public class ListRequest : GmailBaseServiceRequest<ListHistoryResponse>
        {
            public ListRequest(IClientService service, string userId) : base(service)
            {
                UserId = userId;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            [RequestParameter("maxResults", RequestParameterType.Query)]
            public virtual long? MaxResults { get; set; }

            [RequestParameter("pageToken", RequestParameterType.Query)]
            public virtual string PageToken { get; set; }

            [RequestParameter("startHistoryId", RequestParameterType.Query)]
            public virtual ulong? StartHistoryId { get; set; }

            public override string MethodName => "list";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/history";

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                Declare("maxResults", "query");
                Declare("pageToken", "query");
                Declare("startHistoryId", "query");
            }
        }
    }
}
