using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Schemas;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>Keeps <c>metadata.managedFields</c>, and applies configurations (server-side apply).</summary>
internal sealed class FieldOwnership(BuiltInSchemas schemas)
{
    private static readonly string[] SystemMetadata =
        ["name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "resourceVersion", "managedFields", "deletionTimestamp", "deletionGracePeriodSeconds"];

    private static readonly FieldSet SystemFields = Cut(withStatus: false);
    private static readonly FieldSet SystemFieldsAndStatus = Cut(withStatus: true);

    private readonly Schema _metadata = schemas.Named("ObjectMeta");

    /// <summary>Whether nothing differs but the times of managed fields: such a write is not stored.</summary>
    public static bool SameButForTimes(JsonObject current, JsonObject next)
    {
        if (!SameBut(current, next, "metadata") || !SameBut(current.Obj("metadata") ?? [], next.Obj("metadata") ?? [], "managedFields")) return false;
        return JsonNode.DeepEquals(Timeless(current), Timeless(next));
    }

    /// <summary>Notes what the writer changed between the two states, in the new one. An application has kept its own record.</summary>
    public void Record(JsonObject? current, JsonObject next, ServedResource resource, WriteOptions options, string now)
    {
        if (options.Manager is null) return;

        // One empty entry is the wish to forget all owners.
        if (next.Obj("metadata").Arr("managedFields") is [JsonObject { Count: 0 }])
        {
            next.Meta().Remove("managedFields");
            return;
        }

        var managers = FieldManagers.Read(next.Obj("metadata").Arr("managedFields"));
        var key = new ManagerKey(options.Manager, "Update", resource.TypeIn(options.Version.Name).ApiVersion, options.Subresource == "finalize" ? "" : options.Subresource ?? "");
        var schema = Typed(options.Version.Schema);
        var change = TypedComparison.Of(current ?? new JsonObject { ["metadata"] = new JsonObject() }, next, schema);
        var touched = Relevant(change.Added.Union(change.Modified), options, resource);
        var gone = Relevant(change.Removed, options, resource);
        foreach (var (other, _) in managers.Entries.Where(entry => entry.Key != key)) managers.Take(other, touched.Union(gone));
        var own = (managers[key] ?? new FieldSet()).Except(gone).Union(touched);
        managers.Set(key, own, options.Subresource == "scale" ? null : now);
        next.Meta().Put("managedFields", managers.ToJson());
    }

    /// <summary>The object that an application makes of the live one (null: of nothing), with its managedFields; or the conflict.</summary>
    public ChangeOutcome Apply(JsonObject? live, JsonObject config, ServedResource resource, WriteOptions options, string manager, bool force, string now)
    {
        var type = resource.TypeIn(options.Version.Name);
        var schema = Typed(options.Version.Schema);
        if (TypedMerge.Undeclared(config, schema) is { } unknown)
        {
            var name = $"{config.ObjectNamespace()}/{config.ObjectName()}".TrimStart('/');
            return Failures.InternalError($"failed to create typed patch object ({name}; {type.ApiVersion}, Kind={type.Kind}): {unknown}: field not declared in schema");
        }

        if (options.Subresource is null && options.Version.HasStatus) config.Remove("status");
        var before = live is null ? [] : WithoutOwners(live);
        var merged = (JsonObject)TypedMerge.Merge(before, config, schema)!;
        var managers = FieldManagers.Read(live?.Obj("metadata").Arr("managedFields"));
        var key = new ManagerKey(manager, "Apply", type.ApiVersion, options.Subresource ?? "");
        var previous = managers[key];
        var applied = Relevant(TypedMerge.Fields(config, schema), options, resource);
        managers.Set(key, applied, null);
        if (previous is not null) Prune(merged, schema, previous, managers);

        var change = TypedComparison.Of(before, merged, schema);
        var touched = Relevant(change.Modified.Union(change.Added), options, resource);
        var conflicts = managers.Entries.Where(entry => entry.Key != key).Select(entry => (entry.Key, Fields: entry.Value.Intersect(touched))).Where(entry => !entry.Fields.IsEmpty).ToArray();
        if (conflicts.Length > 0 && !force) return Conflict(conflicts);
        foreach (var (other, fields) in conflicts) managers.Take(other, fields);
        foreach (var (other, _) in managers.Entries.Where(entry => entry.Key != key)) managers.Take(other, change.Removed);
        // An application that changes nothing but who owns what has no time.
        if (!JsonNode.DeepEquals(before, merged)) managers.Touch(key, now);
        merged.Meta().Put("managedFields", managers.ToJson());
        return merged;
    }

    // What the manager applied before and does not any more goes, unless somebody else owns it or something below it.
    private static void Prune(JsonObject merged, Schema schema, FieldSet previous, FieldManagers managers)
    {
        var owned = managers.Entries.Aggregate(new FieldSet(), (sum, entry) => sum.Union(entry.Value));
        TypedMerge.Remove(merged, schema, previous.WithParents(), owned);
    }

    private static ClusterResult Conflict((ManagerKey Key, FieldSet Fields)[] conflicts)
    {
        var each = conflicts.SelectMany(conflict => conflict.Fields.Paths().Select(path => (Owner: conflict.Key.Show(), Path: path))).ToArray();
        var causes = JsonAccess.ArrayOf(each.Select(one => (JsonNode)new JsonObject
        {
            ["reason"] = "FieldManagerConflict",
            ["message"] = $"conflict with {one.Owner}",
            ["field"] = one.Path,
        }));
        var text = each.Length == 1
            ? $"conflict with {each[0].Owner}: {each[0].Path}"
            : string.Join('\n', each.GroupBy(one => one.Owner).SelectMany(group => group.Select(one => $"- {one.Path}").Prepend($"conflicts with {group.Key}:")));
        var plural = each.Length == 1 ? "conflict" : "conflicts";
        return Failures.Of(409, "Conflict", $"Apply failed with {each.Length} {plural}: {text}", new JsonObject { ["causes"] = causes });
    }

    private static FieldSet Cut(bool withStatus)
    {
        var cut = new FieldSet();
        cut.At("f:apiVersion").IsMember = cut.At("f:kind").IsMember = true;
        foreach (var name in SystemMetadata) cut.At("f:metadata").At("f:" + name).IsMember = true;
        if (withStatus) cut.At("f:status").IsMember = true;
        return cut;
    }

    private Schema Typed(Schema schema)
    {
        var members = schema.Properties.ToDictionary(pair => pair.Key, pair => pair.Value);
        members["metadata"] = _metadata;
        members["apiVersion"] = members["kind"] = new Schema { Type = "string" };
        return schema with { Properties = members };
    }

    private static FieldSet Relevant(FieldSet set, WriteOptions options, ServedResource resource)
    {
        if (options.Subresource == "status") return set.Only("f:status");
        return set.WithoutBranches(options.Version.HasStatus && resource.Type.Kind != "CustomResourceDefinition" ? SystemFieldsAndStatus : SystemFields);
    }

    private static bool SameBut(JsonObject left, JsonObject right, string member)
    {
        if (left.Count - (left.ContainsKey(member) ? 1 : 0) != right.Count - (right.ContainsKey(member) ? 1 : 0)) return false;
        return left.All(pair => pair.Key == member || (right.TryGetPropertyValue(pair.Key, out var other) && JsonNode.DeepEquals(pair.Value, other)));
    }

    private static JsonObject WithoutOwners(JsonObject obj)
    {
        var copy = obj.Copy();
        copy.Obj("metadata")?.Remove("managedFields");
        return copy;
    }

    private static JsonArray Timeless(JsonObject obj)
    {
        var entries = (JsonArray?)obj.Obj("metadata").Arr("managedFields")?.DeepClone() ?? [];
        foreach (var entry in entries.OfType<JsonObject>()) entry.Remove("time");
        return entries;
    }
}
