namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Stands for <c>Microsoft.Azure.Functions.Worker.Extensions.Abstractions.BindingAttribute</c> (package Microsoft.Azure.Functions.Worker.Extensions.Abstractions).</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute;
