namespace EmailSync.Core.Directory;

/// <summary>The CRM's id of a user; unique within a location.</summary>
public readonly record struct UserId(string Value)
{
    public override string ToString() => Value;
}
