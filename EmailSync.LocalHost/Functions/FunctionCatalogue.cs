using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.LocalHost.Functions;

/// <summary>Every function of an assembly, found by attributes and checked before anything runs.</summary>
internal sealed class FunctionCatalogue
{
    private readonly Dictionary<string, FunctionEntry> byName;

    private FunctionCatalogue(IReadOnlyList<FunctionEntry> functions)
    {
        Functions = functions;
        byName = functions.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<FunctionEntry> Functions { get; }

    /// <exception cref="StartupException">A function is not as the programming model wants it; the message names it and the reason.</exception>
    public static FunctionCatalogue Scan(Assembly assembly) => Of(assembly.GetTypes());

    /// <inheritdoc cref="Scan"/>
    public static FunctionCatalogue Of(params IEnumerable<Type> types)
    {
        const BindingFlags anyMethod =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var functions = new List<FunctionEntry>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var methods =
            from type in types
            where type is { IsClass: true, ContainsGenericParameters: false }
            from method in type.GetMethods(anyMethod)
            let attribute = method.GetCustomAttribute<FunctionAttribute>()
            where attribute is not null
            orderby attribute.Name, type.FullName, method.Name
            select (attribute.Name, method);
        foreach (var (name, method) in methods)
        {
            var function = FunctionReader.Read(name, method);
            if (!names.Add(name))
                throw new StartupException($"Function '{name}': the name is used twice (again at {function.EntryPoint}).");
            functions.Add(function);
        }

        return new FunctionCatalogue(functions);
    }

    public FunctionEntry? Find(string name) => byName.GetValueOrDefault(name);

    public IEnumerable<(FunctionEntry Function, TTrigger Trigger)> With<TTrigger>()
        where TTrigger : FunctionTrigger =>
        from function in Functions
        where function.Trigger is TTrigger
        select (function, (TTrigger)function.Trigger);
}
