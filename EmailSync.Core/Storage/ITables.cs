namespace EmailSync.Core.Storage;

/// <summary>The product's tables, by name; a table that does not exist yet is made at its first write.</summary>
public interface ITables
{
    ITable this[string name] { get; }

    /// <summary>Fails when storage does not answer; for readiness.</summary>
    Task PingAsync(CancellationToken cancellationToken);
}
