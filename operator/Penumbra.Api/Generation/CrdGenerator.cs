using System.Reflection;
using System.Text.Json.Nodes;
using Penumbra.Api.Attributes;

namespace Penumbra.Api.Generation;

/// <summary>Makes a CustomResourceDefinition (apiextensions.k8s.io/v1) out of a C# type, its attributes and its XML docs.</summary>
/// <param name="docs">The XML docs of the types.</param>
public sealed class CrdGenerator(XmlDocs docs)
{
    /// <summary>The definition of one resource.</summary>
    public JsonObject Generate(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>() ?? throw new ArgumentException($"{type.Name} is no custom resource", nameof(type));
        var names = new JsonObject
        {
            ["kind"] = entity.Kind,
            ["listKind"] = $"{entity.Kind}List",
            ["plural"] = entity.PluralName,
            ["singular"] = entity.Kind.ToLowerInvariant(),
            ["categories"] = new JsonArray("penumbra"),
        };
        if (entity.ShortNames.Length > 0) names["shortNames"] = new JsonArray([.. entity.ShortNames.Select(name => JsonValue.Create(name))]);
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{entity.PluralName}.{entity.Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = entity.Group,
                ["names"] = names,
                ["scope"] = entity.Namespaced ? "Namespaced" : "Cluster",
                ["versions"] = new JsonArray(Version(type, entity)),
            },
        };
    }

    private JsonObject Version(Type type, KubernetesEntityAttribute entity)
    {
        var schema = new SchemaBuilder(docs).Object(type);
        var properties = (JsonObject)schema["properties"]!;
        var whole = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "The version of the schema, such as penumbra.dev/v1alpha1." },
            ["kind"] = new JsonObject { ["type"] = "string", ["description"] = $"{entity.Kind}." },
            ["metadata"] = new JsonObject { ["type"] = "object" },
        };
        foreach (var (name, value) in properties.ToList()) whole[name] = value!.DeepClone();
        schema["properties"] = whole;

        var version = new JsonObject { ["name"] = entity.ApiVersion, ["served"] = true, ["storage"] = true };
        var columns = type.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().Select(Column).ToArray<JsonNode>();
        if (columns.Length > 0) version["additionalPrinterColumns"] = new JsonArray(columns);
        version["schema"] = new JsonObject { ["openAPIV3Schema"] = schema };
        var subresources = new JsonObject();
        if (type.GetProperty("Status") is not null) subresources["status"] = new JsonObject();
        if (type.GetCustomAttribute<ScaleSubresourceAttribute>() is { } scale)
        {
            subresources["scale"] = new JsonObject
            {
                ["specReplicasPath"] = scale.SpecReplicasPath,
                ["statusReplicasPath"] = scale.StatusReplicasPath,
                ["labelSelectorPath"] = scale.LabelSelectorPath,
            };
        }

        if (subresources.Count > 0) version["subresources"] = subresources;
        return version;
    }

    private static JsonObject Column(GenericAdditionalPrinterColumnAttribute column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Description.Length > 0) json["description"] = column.Description;
        if (column.Priority > 0) json["priority"] = column.Priority;
        return json;
    }
}
