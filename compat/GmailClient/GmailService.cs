using Google.Apis.Services;

namespace Google.Apis.Gmail.v1;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.GmailService</c>: the part of it that EmailSync calls, over the real Google.Apis client base.</summary>
public class GmailService : BaseClientService
{
    public GmailService(Initializer initializer) : base(initializer)
    {
        Users = new UsersResource(this);
        BaseUri = GetEffectiveUri(BaseUriOverride, "https://gmail.googleapis.com/");
    }

    public override string Name => "gmail";

    public override string BaseUri { get; }

    public override string BasePath => "";

    public override IList<string> Features => [];

    public virtual UsersResource Users { get; }
}
