using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.LocalHost.Functions;

/// <summary>A catalogue entry as the programming model shows it to middleware.</summary>
internal sealed class HostFunctionDefinition(FunctionEntry function) : FunctionDefinition
{
    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. function.Arguments.Select(argument => new FunctionParameter(argument.Name, argument.Type))];

    public override string PathToAssembly { get; } = function.DeclaringType.Assembly.Location;

    public override string EntryPoint { get; } = function.EntryPoint;

    public override string Id { get; } = function.Name;

    public override string Name { get; } = function.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = Inputs(function);

    // With ASP.NET Core the answer of an HTTP function is its result, not an output binding.
    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } = ImmutableDictionary<string, BindingMetadata>.Empty;

    private static ImmutableDictionary<string, BindingMetadata> Inputs(FunctionEntry function) =>
        function.Arguments
            .Where(argument => argument.Kind is ArgumentKind.Trigger or ArgumentKind.DurableClient)
            .ToImmutableDictionary(
                argument => argument.Name,
                argument => (BindingMetadata)new InputBinding(
                    argument.Name, argument.Kind == ArgumentKind.Trigger ? function.Trigger.BindingType : "durableClient"));

    private sealed class InputBinding(string name, string type) : BindingMetadata
    {
        public override string Name { get; } = name;

        public override string Type { get; } = type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
