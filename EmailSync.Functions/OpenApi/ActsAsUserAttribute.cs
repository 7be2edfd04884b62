namespace EmailSync.Functions.OpenApi;

/// <summary>R3: what is another user's is refused, so that it matters to the function as whom it is called: by <c>X-Acting-User</c>, or by a user token.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ActsAsUserAttribute : Attribute;
