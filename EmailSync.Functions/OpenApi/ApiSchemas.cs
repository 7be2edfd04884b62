using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace EmailSync.Functions.OpenApi;

/// <summary>
/// The types of bodies and answers as JSON Schema, from the same contracts that read and write them; each once, under its name. What is never null in an answer
/// is required, and what can be null is absent instead, so that no schema has a null.
/// </summary>
internal sealed class ApiSchemas(ApiDocs docs)
{
    private const string Place = "#/components/schemas/";
    private readonly SortedDictionary<string, JsonNode?> schemas = new(StringComparer.Ordinal);

    /// <summary>A reference to the type's schema, or the schema itself where it has no name of its own.</summary>
    public JsonNode Of(Type type, JsonSerializerOptions options)
    {
        if (!HasName(options.GetTypeInfo(type)))
            return Export(type, options);
        var name = NameOf(type);
        if (schemas.TryAdd(name, null))
            schemas[name] = Describe(Export(type, options), type);
        return new JsonObject { ["$ref"] = Place + name };
    }

    public JsonObject All() => new(schemas.Select(schema => KeyValuePair.Create(schema.Key, schema.Value)));

    private static string NameOf(Type type)
    {
        if (type.IsGenericType)
            return NameOf(type.GetGenericArguments()[0]) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return type.Name.EndsWith("View", StringComparison.Ordinal) ? type.Name[..^4] : type.Name;
    }

    private static bool HasName(JsonTypeInfo info) =>
        (info.Kind == JsonTypeInfoKind.Object && info.Type != typeof(object)) || info.Type.IsEnum;

    private JsonNode Export(Type type, JsonSerializerOptions options) => options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Transform(context, node, options),
    });

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode node, JsonSerializerOptions options)
    {
        var member = context.PropertyInfo?.AttributeProvider;
        if (member?.GetCustomAttributes(typeof(SchemaAttribute), inherit: false) is [SchemaAttribute own])
            return WithDescription(JsonNode.Parse(own.Json)!.AsObject(), context);
        if (node is not JsonObject schema)
            return WithDescription([], context);
        WithoutNull(schema);
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type.IsEnum)
            schema["type"] = "string";
        if (context.Path.Length > 0 && HasName(options.GetTypeInfo(type)))
            return WithDescription(Of(type, options).AsObject(), context);
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
            Require(schema, context.TypeInfo);
        if (member is not null)
            Bound(schema, member);
        return WithDescription(schema, context);
    }

    private static void WithoutNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
            schema["type"] = types.Select(t => t!.GetValue<string>()).First(t => t != "null");
        if (schema["enum"] is JsonArray words && words.Any(w => w is null))
            schema["enum"] = new JsonArray([.. words.Where(w => w is not null).Select(w => w!.DeepClone())]);
        schema.Remove("default");
    }

    private static void Require(JsonObject schema, JsonTypeInfo info)
    {
        var required = info.Properties
            .Where(p => !p.IsExtensionData && (!p.IsGetNullable || p.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) == true))
            .Where(p => Nullable.GetUnderlyingType(p.PropertyType) is null || p.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) == true)
            .Select(p => (JsonNode)p.Name)
            .ToArray();
        schema.Remove("required");
        if (required.Length > 0)
            schema["required"] = new JsonArray(required);
    }

    /// <summary>What the call demands beyond the type.</summary>
    private static void Bound(JsonObject schema, ICustomAttributeProvider member)
    {
        foreach (var attribute in member.GetCustomAttributes(inherit: false))
        {
            switch (attribute)
            {
                case AllowedValuesAttribute words:
                    schema["enum"] = new JsonArray([.. words.Values.OfType<string>().Select(word => (JsonNode)word)]);
                    break;
                case StringLengthAttribute length:
                    schema["maxLength"] = length.MaximumLength;
                    if (length.MinimumLength > 0)
                        schema["minLength"] = length.MinimumLength;
                    break;
                case MaxLengthAttribute length:
                    schema["maxItems"] = length.Length;
                    break;
                case MinLengthAttribute length:
                    schema["minItems"] = length.Length;
                    break;
                case RangeAttribute range:
                    (schema["minimum"], schema["maximum"]) = ((int)range.Minimum, (int)range.Maximum);
                    break;
                case RegularExpressionAttribute expression:
                    schema["pattern"] = expression.Pattern;
                    break;
                case EmailAddressAttribute:
                    schema["format"] = "email";
                    break;
                case Base64StringAttribute:
                    schema["contentEncoding"] = "base64";
                    break;
            }
        }
    }

    private JsonObject Describe(JsonNode node, Type type)
    {
        var schema = node.AsObject();
        if (docs.Of(type) is { } text)
            schema["description"] = text;
        if (type.GetCustomAttribute<ExampleAttribute>() is { } example)
            schema["examples"] = new JsonArray(JsonNode.Parse(example.Json));
        return schema;
    }

    private JsonObject WithDescription(JsonObject schema, JsonSchemaExporterContext context)
    {
        if (context.PropertyInfo is { AttributeProvider: MemberInfo property } && context.Path.Length > 0 && context.Path[^2] == "properties"
            && docs.Of(property) is { } text)
            schema["description"] = text;
        return schema;
    }
}
