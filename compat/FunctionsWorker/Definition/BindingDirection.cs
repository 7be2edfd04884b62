namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for <c>Microsoft.Azure.Functions.Worker.BindingDirection</c> (package Microsoft.Azure.Functions.Worker.Core).</summary>
public enum BindingDirection
{
    In,
    Out,
}
