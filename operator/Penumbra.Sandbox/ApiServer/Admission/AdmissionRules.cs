using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Schemas;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Admission;

/// <summary>What happens to an object between its arrival and its storage: pruning, defaults, validation. Under the store's lock.</summary>
internal sealed class AdmissionRules(ClusterStore store)
{
    private readonly Schema _metadata = store.Schemas.Named("ObjectMeta");
    private readonly BuiltInDefaults _defaults = new(store);

    /// <summary>Prepares the object in place and checks it; the refusal, or null when it may be stored.</summary>
    public ClusterResult? Admit(ServedResource resource, JsonObject obj, JsonObject? current, WriteOptions options)
    {
        var type = resource.TypeIn(options.Version.Name);
        var schema = options.Version.Schema;
        if (Prune(type, obj, schema, options) is { } strict) return strict;
        if (!resource.IsCustom) NullRemoval.Apply(obj, schema);
        else NullRemoval.Apply(obj.Obj("metadata"), _metadata);
        DropEmpty(obj.Meta());
        if (!resource.IsCustom && Validator.WrongTypes(obj, schema) is [var wrong, ..])
        {
            return Failures.BadRequest($"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: {wrong.Field}: {wrong.Message}");
        }

        Defaulter.Apply(obj, schema);
        _defaults.Apply(type, obj, current);
        List<FieldError> errors = [.. MetadataRules.Check(type, obj, current), .. Validator.Validate(obj, schema)];
        if (resource.IsCustom && options.Version.Scale is { } scale && WrongScale(obj, scale.SpecReplicas) is { } unscaled) errors.Add(unscaled);
        if (errors.Count == 0) errors.AddRange(BuiltInRules.Check(type, obj, current));
        return errors.Count == 0 ? null : Failures.Invalid(type, obj.ObjectName(), errors);
    }

    // Empty maps and lists of the metadata are absent ones.
    private static void DropEmpty(JsonObject metadata)
    {
        foreach (var name in (string[])["labels", "annotations", "finalizers", "ownerReferences"])
        {
            if (metadata[name] is JsonObject { Count: 0 } or JsonArray { Count: 0 }) metadata.Remove(name);
        }
    }

    // The number that the scale subresource shows is checked once more.
    private static FieldError? WrongScale(JsonObject obj, string path)
    {
        JsonNode? node = obj;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node is not JsonObject parent) return Unread(path, node, "map[string]interface{}");
            if (!parent.TryGetPropertyValue(name, out node) || node is null) return null;
        }

        if (node is not JsonValue || node.GetValueKind() != JsonValueKind.Number || node.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E')) return Unread(path, node, "int64");
        return node.AsLong() < 0 ? FieldError.Invalid(path, node, "should be a non-negative integer") : null;
    }

    private static FieldError Unread(string path, JsonNode? node, string expected)
    {
        var (shown, type) = node switch
        {
            JsonArray => ("[]", "[]interface {}"),
            JsonValue when node.GetValueKind() == JsonValueKind.String => (node.AsString()!, "string"),
            JsonValue when node.GetValueKind() is JsonValueKind.True or JsonValueKind.False => (node.ToJsonString(), "bool"),
            JsonValue => (double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), "float64"),
            _ => ("map[]", "map[string]interface {}"),
        };
        return FieldError.InvalidRaw(path, "0", $"{path} accessor error: {shown} is of the type {type}, expected {expected}");
    }

    private ClusterResult? Prune(ResourceType type, JsonObject obj, Schema schema, WriteOptions options)
    {
        var unknown = new List<string>();
        Pruner.PruneObject(obj, schema, unknown);
        if (obj.Obj("metadata") is { } meta)
        {
            var inMetadata = new List<string>();
            Pruner.PruneObject(meta, _metadata, inMetadata);
            unknown.AddRange(inMetadata.Select(path => $"metadata.{path}").Except(unknown));
        }

        if (unknown.Count == 0 || options.FieldValidation == "Ignore") return null;
        var texts = unknown.Select(path => $"unknown field \"{path}\"");
        if (options.FieldValidation == "Strict") return Failures.BadRequest($"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: strict decoding error: {string.Join(", ", texts)}");
        options.Warnings.AddRange(texts);
        return null;
    }
}
