namespace EmailSync.Tests.EndToEnd;

/// <summary>A call with one id that is not the caller's to know: nobody's the one time, another location's the other.</summary>
/// <param name="Function">Whose call it is.</param>
/// <param name="What">Which id differs.</param>
/// <param name="Path">With <c>*</c> where the id stands.</param>
/// <param name="Body">Likewise; null for none.</param>
internal sealed record ForeignCall(HttpFunction Function, string What, string Path, string? Body, ForeignId Id)
{
    /// <summary>Whether it would be answered with something of the caller's own, had it the caller's own id.</summary>
    public bool IsOfMine { get; init; } = true;

    public override string ToString() => $"{Function.Name}: {What}";
}
