namespace EmailSync.Functions.OpenApi;

/// <summary>The function's list comes in pages: <c>limit</c> and <c>cursor</c> in the query, <c>nextCursor</c> in the answer.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PagedAttribute : Attribute;
