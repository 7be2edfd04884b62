using System.Reflection;

namespace EmailSync.Tests.Fidelity;

/// <summary>The public and protected members of types as text, so that those of different assemblies can be compared.</summary>
internal static class ApiSurface
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>What <paramref name="copy"/> declares and no type of the same name among <paramref name="originals"/> has.</summary>
    public static IReadOnlyList<string> MissingFrom(IEnumerable<Assembly> originals, Assembly copy)
    {
        var types = originals.SelectMany(Exported).ToLookup(type => type.FullName);
        return [.. Exported(copy).SelectMany(type =>
        {
            var candidates = types[type.FullName].ToList();
            if (candidates.Count == 0)
                return [$"type {type.FullName}"];

            var known = candidates.SelectMany(candidate => Members(candidate, All)).ToHashSet();
            return Members(type, All | BindingFlags.DeclaredOnly)
                .Where(member => !known.Contains(member))
                .Select(member => $"{type.FullName}: {member}");
        })];
    }

    // Emitted assemblies do not offer GetExportedTypes.
    private static IEnumerable<Type> Exported(Assembly assembly) => assembly.GetTypes().Where(type => type.IsVisible);

    private static IEnumerable<string> Members(Type type, BindingFlags flags) =>
        type.GetMembers(flags).Select(Describe).OfType<string>();

    // Properties and events are their accessors; names with < are the compiler's.
    private static string? Describe(MemberInfo member) => member switch
    {
        _ when member.Name.Contains('<', StringComparison.Ordinal) => null,
        MethodInfo { IsPublic: false, IsFamily: false, IsFamilyOrAssembly: false } => null,
        MethodInfo { Name: "PrintMembers" or "get_EqualityContract" } => null,
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{(method.IsAbstract ? "abstract " : "")}" +
            $"{Name(method.ReturnType)} {method.Name}`{method.GetGenericArguments().Length}({Parameters(method)})",
        ConstructorInfo { IsPublic: false, IsFamily: false } => null,
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        FieldInfo { IsLiteral: true, IsPublic: true } field => $"const {field.Name} = {Convert.ToString(field.GetRawConstantValue(), null)}",
        FieldInfo { IsPublic: true } field => $"field {Name(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)}{(parameter.HasDefaultValue ? " = default" : "")}"));

    private static string Name(Type type) => type switch
    {
        { IsGenericParameter: true } => "!" + type.GenericParameterPosition,
        { IsArray: true } => Name(type.GetElementType()!) + "[]",
        { IsByRef: true } => Name(type.GetElementType()!) + "&",
        { IsGenericType: true } => $"{type.GetGenericTypeDefinition().FullName}<{string.Join(',', type.GetGenericArguments().Select(Name))}>",
        _ => type.FullName ?? type.Name,
    };
}
