namespace EmailSync.Core.Directory;

/// <summary>What a step of a stage has come to.</summary>
/// <param name="Cursor">Where the stage goes on; null at its end.</param>
/// <param name="WaitUntil">Where it cannot go on before; it is then tried again from where it was.</param>
public sealed record ErasureStep(string? Cursor, DateTimeOffset? WaitUntil = null)
{
    public static readonly ErasureStep StageDone = new(Cursor: null);

    public static ErasureStep Wait(DateTimeOffset until) => new(Cursor: null, until);
}
