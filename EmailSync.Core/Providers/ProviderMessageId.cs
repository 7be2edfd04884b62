namespace EmailSync.Core.Providers;

/// <summary>The provider's id of one message in one mailbox; means nothing outside that mailbox.</summary>
public readonly record struct ProviderMessageId(string Value)
{
    public override string ToString() => Value;
}
