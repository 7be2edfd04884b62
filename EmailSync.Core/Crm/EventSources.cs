using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm;

/// <summary>Which store keeps the events of a stream.</summary>
public sealed class EventSources(ConversationStore conversations, ConnectionStore connections)
{
    public IEventSource Of(EventStream stream) => stream.IsOfConnection ? connections : conversations;
}
