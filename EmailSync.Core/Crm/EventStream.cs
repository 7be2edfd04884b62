using EmailSync.Core.Conversations;

namespace EmailSync.Core.Crm;

/// <summary>Events that the CRM is told in their order: those of a conversation, or those of a user's connection to a mailbox.</summary>
public readonly record struct EventStream(string Value)
{
    private const string Connections = "connection-";
    private const string Targets = "target-";

    public static EventStream Of(ConversationKey conversation) => new(conversation.Value);

    /// <param name="connection">As <see cref="Storage.TableKeys.Connection"/> names it.</param>
    public static EventStream OfConnection(string connection) => new(Connections + connection);

    /// <summary>Holds no events: work on a location's webhook goes by this name, so that one at a time does it.</summary>
    /// <param name="target">As <see cref="Storage.TableKeys.Webhook"/> names it.</param>
    public static EventStream OfTarget(string target) => new(Targets + target);

    public bool IsOfTarget => Value.StartsWith(Targets, StringComparison.Ordinal);

    public bool IsOfConnection => Value.StartsWith(Connections, StringComparison.Ordinal);

    /// <summary>The partition that the events stand in, beside what they are about.</summary>
    public string Partition => IsOfConnection ? Value[Connections.Length..] : IsOfTarget ? Value[Targets.Length..] : Value;

    public override string ToString() => Value;
}
