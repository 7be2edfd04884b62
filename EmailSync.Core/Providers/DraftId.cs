namespace EmailSync.Core.Providers;

/// <summary>The provider's id of an unsent draft; gone once the draft is sent or deleted.</summary>
public readonly record struct DraftId(string Value)
{
    public override string ToString() => Value;
}
