namespace EmailSync.Core.Providers;

/// <summary>A message's read state and place as they are now.</summary>
/// <param name="Place">
/// Where <see cref="IMailProvider.RestoreAsync"/> would put it: where it lies or, of one in the trash, where mail of its kind belongs. Opaque to everybody
/// but the provider that gave it.
/// </param>
public sealed record MessageState(Placement Placement, string Place)
{
    public bool IsTrashed => Placement.HasFlag(Placement.Trash);
}
