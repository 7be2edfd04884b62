namespace EmailSync.Core.Providers;

/// <summary>The provider's id of a thread (Gmail threadId, Graph conversationId); per mailbox.</summary>
public readonly record struct ProviderThreadId(string Value)
{
    public override string ToString() => Value;
}
