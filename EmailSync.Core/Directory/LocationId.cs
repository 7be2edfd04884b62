namespace EmailSync.Core.Directory;

/// <summary>The CRM's id of a location (sub-account).</summary>
public readonly record struct LocationId(string Value)
{
    public override string ToString() => Value;
}
