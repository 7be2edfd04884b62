namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Stands for <c>Microsoft.Azure.Functions.Worker.Extensions.Abstractions.TriggerBindingAttribute</c> (package Microsoft.Azure.Functions.Worker.Extensions.Abstractions).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute;
