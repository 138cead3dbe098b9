using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Schemas;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.CustomResources;

/// <summary>Reads what a CustomResourceDefinition asks to be served.</summary>
internal static class DefinitionReader
{
    public static ServedResource Read(JsonObject definition)
    {
        var spec = definition.Obj("spec")!;
        var names = spec.Obj("names")!;
        var group = spec.Str("group")!;
        JsonObject[] versions = [.. spec.Arr("versions")!.OfType<JsonObject>()];
        var stored = versions.First(version => version.Bool("storage") == true);
        var kind = names.Str("kind")!;
        return new ServedResource
        {
            Type = new ResourceType(group, stored.Str("name")!, names.Str("plural")!, kind, spec.Str("scope") == "Namespaced"),
            Singular = names.Str("singular") ?? kind.ToLowerInvariant(),
            ListKind = names.Str("listKind") ?? kind + "List",
            ShortNames = names.Arr("shortNames").Strings(),
            Categories = names.Arr("categories").Strings(),
            IsCustom = true,
            HasGeneration = true,
            DefinedBy = definition.Obj("metadata").Str("uid") ?? "",
            Versions = [.. versions.Where(version => version.Bool("served") == true).OrderBy(version => version.Str("name")!, VersionOrder.Comparer).Select(version => Version(version, group, kind))],
        };
    }

    private static ServedVersion Version(JsonObject version, string group, string kind)
    {
        var raw = version.Obj("schema").Obj("openAPIV3Schema") ?? new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        var scale = version.Obj("subresources").Obj("scale");
        return new ServedVersion(version.Str("name")!, SchemaParser.Parse(raw))
        {
            HasStatus = version.Obj("subresources").Obj("status") is not null,
            Scale = scale is null ? null : new ScalePaths(scale.Str("specReplicasPath")!, scale.Str("statusReplicasPath")!, scale.Str("labelSelectorPath")),
            Columns = [.. (version.Arr("additionalPrinterColumns") ?? []).OfType<JsonObject>().Select(Column)],
            DeprecationWarning = version.Bool("deprecated") == true
                ? version.Str("deprecationWarning") ?? $"{group}/{version.Str("name")} {kind} is deprecated"
                : null,
        };
    }

    private static PrinterColumn Column(JsonObject column) => new(
        column.Str("name")!, column.Str("type")!, column.Str("jsonPath")!, (int)(column.Int("priority") ?? 0), column.Str("format") ?? "", column.Str("description") ?? "");
}
