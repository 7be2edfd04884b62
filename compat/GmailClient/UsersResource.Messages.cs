using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>Stands for <c>UsersResource.MessagesResource</c>.</summary>
    public class MessagesResource
    {
        private readonly IClientService service;

        public MessagesResource(IClientService service) => this.service = service;

        public virtual GetRequest Get(string userId, string id) => new(service, userId, id);

        public virtual ListRequest List(string userId) => new(service, userId);

        public virtual ModifyRequest Modify(ModifyMessageRequest body, string userId, string id) => new(service, body, userId, id);

        public virtual TrashRequest Trash(string userId, string id) => new(service, userId, id);

        public virtual UntrashRequest Untrash(string userId, string id) => new(service, userId, id);

        /// <summary>Stands for <c>MessagesResource.GetRequest</c>.</summary>
        public class GetRequest : GmailBaseServiceRequest<Message>
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

            [RequestParameter("metadataHeaders", RequestParameterType.Query)]
            public virtual Repeatable<string> MetadataHeaders { get; set; }

            /// <summary>Stands for <c>MessagesResource.GetRequest.FormatEnum</c>.</summary>
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

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}";

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                DeclareId();
                Declare("format", "query");
                Declare("metadataHeaders", "query");
            }
        }

        /// <summary>Stands for <c>MessagesResource.ListRequest</c>.</summary>
        public class ListRequest : GmailBaseServiceRequest<ListMessagesResponse>
        {
            public ListRequest(IClientService service, string userId) : base(service)
            {
                UserId = userId;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            [RequestParameter("includeSpamTrash", RequestParameterType.Query)]
            public virtual bool? IncludeSpamTrash { get; set; }

            [RequestParameter("maxResults", RequestParameterType.Query)]
            public virtual long? MaxResults { get; set; }

            [RequestParameter("pageToken", RequestParameterType.Query)]
            public virtual string PageToken { get; set; }

            [RequestParameter("q", RequestParameterType.Query)]
            public virtual string Q { get; set; }

            public override string MethodName => "list";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/messages";

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                Declare("includeSpamTrash", "query");
                Declare("maxResults", "query");
                Declare("pageToken", "query");
                Declare("q", "query");
            }
        }

        /// <summary>Stands for <c>MessagesResource.ModifyRequest</c>.</summary>
        public class ModifyRequest : GmailBaseServiceRequest<Message>
        {
            public ModifyRequest(IClientService service, ModifyMessageRequest body, string userId, string id) : base(service)
            {
                UserId = userId;
                Id = id;
                Body = body;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            [RequestParameter("id", RequestParameterType.Path)]
            public virtual string Id { get; private set; }

            private ModifyMessageRequest Body { get; }

            public override string MethodName => "modify";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}/modify";

            protected override object GetBody() => Body;

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                DeclareId();
            }
        }

        /// <summary>Stands for <c>MessagesResource.TrashRequest</c>.</summary>
        public class TrashRequest : GmailBaseServiceRequest<Message>
        {
            public TrashRequest(IClientService service, string userId, string id) : base(service)
            {
                UserId = userId;
                Id = id;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            [RequestParameter("id", RequestParameterType.Path)]
            public virtual string Id { get; private set; }

            public override string MethodName => "trash";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}/trash";

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                DeclareId();
            }
        }

        /// <summary>Stands for <c>MessagesResource.UntrashRequest</c>.</summary>
        public class UntrashRequest : GmailBaseServiceRequest<Message>
        {
            public UntrashRequest(IClientService service, string userId, string id) : base(service)
            {
                UserId = userId;
                Id = id;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            [RequestParameter("id", RequestParameterType.Path)]
            public virtual string Id { get; private set; }

            public override string MethodName => "untrash";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}/untrash";

            protected override void InitParameters()
            {
                base.InitParameters();
                DeclareUser();
                DeclareId();
            }
        }
    }
}
