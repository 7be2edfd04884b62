using System.Reflection;
using System.Runtime.Loader;

namespace EmailSync.Tests.Fidelity;

/// <summary>The compat assemblies as the build left them, beside whatever the tests themselves were compiled against.</summary>
internal sealed class CompatAssemblies : AssemblyLoadContext
{
    private readonly Dictionary<string, string> paths;

    public CompatAssemblies()
        : base(nameof(CompatAssemblies))
    {
        paths = typeof(CompatAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(attribute => attribute.Key == "CompatAssembly")
            .Select(attribute => Path.GetFullPath(attribute.Value!))
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path)!);
    }

    public IReadOnlyList<Assembly> LoadAll() => [.. paths.Keys.Select(name => LoadFromAssemblyName(new AssemblyName(name)))];

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && paths.TryGetValue(name, out var path) ? LoadFromAssemblyPath(path) : null;
}
