using System.Reflection;

namespace EmailSync.LocalHost.Functions;

/// <summary>A function as found in an assembly: its method, its trigger, and how each parameter is filled.</summary>
internal sealed record FunctionEntry(string Name, MethodInfo Method, FunctionTrigger Trigger, IReadOnlyList<FunctionArgument> Arguments)
{
    public Type DeclaringType => Method.DeclaringType!;

    public string EntryPoint => $"{DeclaringType.FullName}.{Method.Name}";

    public Type TriggerType => Arguments.Single(argument => argument.Kind == ArgumentKind.Trigger).Type;
}
