using Google.Apis.Discovery;
using Google.Apis.Requests;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.GmailBaseServiceRequest&lt;TResponse&gt;</c>.</summary>
public abstract class GmailBaseServiceRequest<TResponse> : ClientServiceRequest<TResponse>
{
    protected GmailBaseServiceRequest(IClientService service) : base(service)
    {
    }

    /// <summary>Selector of the fields that a partial response holds.</summary>
    [RequestParameter("fields", RequestParameterType.Query)]
    public virtual string Fields { get; set; }

    [RequestParameter("prettyPrint", RequestParameterType.Query)]
    public virtual bool? PrettyPrint { get; set; }

    protected override void InitParameters()
    {
        base.InitParameters();
        Declare("fields", "query");
        Declare("prettyPrint", "query");
    }

    private protected void DeclareUser() => Declare("userId", "path", required: true);

    private protected void DeclareId() => Declare("id", "path", required: true);

    private protected void Declare(string name, string place, bool required = false) =>
        RequestParameters.Add(name, new Parameter { Name = name, ParameterType = place, IsRequired = required });
}
