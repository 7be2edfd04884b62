namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Stands for <c>Microsoft.Azure.Functions.Worker.Extensions.Abstractions.InputBindingAttribute</c> (package Microsoft.Azure.Functions.Worker.Extensions.Abstractions).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute;
