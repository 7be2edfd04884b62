namespace EmailSync.Core.Directory;

/// <summary>The CRM's id of a contact; unique within a location.</summary>
public readonly record struct ContactId(string Value)
{
    public override string ToString() => Value;
}
