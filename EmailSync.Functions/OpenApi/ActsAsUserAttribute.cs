namespace EmailSync.Functions.OpenApi;

/// <summary>R3: the function reads <c>X-Acting-User</c>, and refuses with 403 what is another user's.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ActsAsUserAttribute : Attribute;
