using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>Stands for <c>UsersResource.DraftsResource</c>.</summary>
    public class DraftsResource
    {
        private readonly IClientService service;

        public DraftsResource(IClientService service) => this.service = service;

        public virtual CreateRequest Create(Draft body, string userId) => new(service, body, userId);

        public virtual DeleteRequest Delete(string userId, string id) => new(service, userId, id);

        public virtual GetRequest Get(string userId, string id) => new(service, userId, id);

        public virtual ListRequest List(string userId) => new(service, userId);

        public virtual SendRequest Send(Draft body, string userId) => new(service, body, userId);

        /// <summary>Stands for <c>DraftsResource.CreateRequest</c>.</summary>
        public class CreateRequest : GmailBaseServiceRequest<Draft>
        {
            public CreateRequest(IClientService service, Draft body, string userId) : base(service)
            {
                UserId = userId;
                Body = body;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            private Draft Body { get; }

            public override string MethodName => "create";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/drafts";

            protected override object GetBody() => Body;

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
            }
        }

        /// <summary>Stands for <c>DraftsResource.DeleteRequest</c>.</summary>
        public class DeleteRequest : GmailBaseServiceRequest<string>
        {
            public DeleteRequest(IClientService service, string userId, string id) : base(service)
            {
                UserId = userId;
                Id = id;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            [RequestParameter("id", RequestParameterType.Path)]
            public virtual string Id { get; private set; }

            public override string MethodName => "delete";

            public override string HttpMethod => "DELETE";

            public override string RestPath => "gmail/v1/users/{userId}/drafts/{id}";

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                DeclareId();
            }
        }

        /// <summary>Stands for <c>DraftsResource.GetRequest</c>.</summary>
        public class GetRequest : GmailBaseServiceRequest<Draft>
        {
            public GetRequest(IClientService service, string userId, string id) : base(service)
            {
                UserId = userId;
                Id = id;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            [RequestParameter("id", RequestParameterType.Path)]
            public virtual string Id { get; private set; }

            [RequestParameter("format", RequestParameterType.Query)]
            public virtual FormatEnum? Format { get; set; }

            /// <summary>Stands for <c>DraftsResource.GetRequest.FormatEnum</c>.</summary>
            public enum FormatEnum
            {
                [StringValue("minimal")]
                Minimal = 0,

                [StringValue("full")]
                Full = 1,

                [StringValue("raw")]
                Raw = 2,

                [StringValue("metadata")]
                Metadata = 3,
            }

            public override string MethodName => "get";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/drafts/{id}";

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                DeclareId();
                Declare("format", "query");
            }
        }

        /// <summary>Stands for <c>DraftsResource.ListRequest</c>.</summary>
        public class ListRequest : GmailBaseServiceRequest<ListDraftsResponse>
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

            public override string MethodName => "list";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/drafts";

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                Declare("maxResults", "query");
            }
        }

        /// <summary>Stands for <c>DraftsResource.SendRequest</c>.</summary>
        public class SendRequest : GmailBaseServiceRequest<Message>
        {
            public SendRequest(IClientService service, Draft body, string userId) : base(service)
            {
                UserId = userId;
                Body = body;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            private Draft Body { get; }

            public override string MethodName => "send";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/drafts/send";

            protected override object GetBody() => Body;

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
            }
        }
    }
}
