using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EmailSync.Functions.OpenApi;

/// <summary>What the source says of types and members, from the documentation files that the build lays beside the assemblies; nothing where one is absent.</summary>
internal sealed partial class ApiDocs
{
    private readonly FrozenDictionary<string, XElement> members;

    public ApiDocs(params IReadOnlyList<Assembly> assemblies) => members = assemblies
        .Select(assembly => System.IO.Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml"))
        .Where(File.Exists)
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .GroupBy(member => member.Attribute("name")?.Value ?? "")
        .ToFrozenDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    public string? Of(Type type) => Text(members.GetValueOrDefault("T:" + NameOf(type))?.Element("summary"));

    /// <summary>A positional member of a record is described at the type.</summary>
    public string? Of(MemberInfo property)
    {
        var type = NameOf(property.DeclaringType!);
        return Text(members.GetValueOrDefault($"P:{type}.{property.Name}")?.Element("summary"))
            ?? Text(members.GetValueOrDefault("T:" + type)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == property.Name));
    }

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? Text(XElement? element) => element is null ? null : Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" or "seealso" } link => LastName(link.Attribute("cref")?.Value ?? link.Attribute("name")?.Value ?? ""),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    private static string LastName(string reference) => reference[(reference.LastIndexOfAny(['.', ':']) + 1)..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
