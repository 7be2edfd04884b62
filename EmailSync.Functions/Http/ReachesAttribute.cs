using EmailSync.Core.Access;

namespace EmailSync.Functions.Http;

/// <summary>What an HTTP function reaches; its callers are judged by it before it runs. One that says nothing reaches what an installation key alone may.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReachesAttribute(Reach reach) : Attribute
{
    public Reach Reach { get; } = reach;
}
