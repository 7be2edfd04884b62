namespace EmailSync.Simulators.Microsoft;

/// <summary>A part of the Microsoft port that answers calls of its own: sign-in, subscriptions.</summary>
internal interface IGraphRoutes
{
    /// <summary>
    /// The address of the account that a call without a valid access token is about (a redemption, a refresh, a sign-in with a hint), for faults and the
    /// call log; null when it cannot be told. Must have no effect.
    /// </summary>
    string? MailboxOf(GraphCall call);

    /// <summary>
    /// Answers a call; null when it is none of this part's. Refusals in Graph's shape are thrown as <see cref="GraphError"/>.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="caller">Who calls; null on paths that take no access token (sign-in).</param>
    /// <param name="cancellationToken">Ends with the simulator, not with the client: an effect that has begun is finished.</param>
    Task<GraphReply?> TryHandleAsync(GraphCall call, GraphCaller? caller, CancellationToken cancellationToken);
}
