namespace EmailSync.Core.Sending;

/// <summary>A line to a location's mail service; who disposes of it gives it back.</summary>
public interface ILocationMailLine : IAsyncDisposable
{
    /// <summary>Hands over one mail for all its recipients, or for none of them. Bcc is kept from the recipients.</summary>
    /// <param name="sender">The envelope's sender: reports go there.</param>
    /// <param name="recipients">The envelope's recipients.</param>
    /// <param name="mime">The mail.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LocationMailException">It was not taken, or nobody knows whether it was.</exception>
    Task SendAsync(string sender, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken);
}
