using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>What the operator keeps in the namespace of a refresh beside its CronJobs: the worker's least rights and the Lease. Pure.</summary>
/// <param name="entry">The refresh, readable.</param>
public sealed class RefreshManifests(RefreshEntry entry)
{
    private readonly string _name = entry.View.Name;
    private readonly string _namespace = entry.View.Namespace;

    /// <summary>
    /// The worker may read and write the status of this one refresh, write the ConfigMaps that are named, renew its one Lease, and record events. No owner reference: the rights are
    /// needed until the cleanup Job has ended.
    /// </summary>
    public JsonObject Role()
    {
        static JsonObject Rule(string group, string resource, string[]? names, params string[] verbs)
        {
            var rule = new JsonObject { ["apiGroups"] = new JsonArray(group), ["resources"] = new JsonArray(resource), ["verbs"] = new JsonArray([.. verbs.Select(verb => JsonValue.Create(verb))]) };
            if (names is not null) rule["resourceNames"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]);
            return rule;
        }

        string[] maps = [.. new[] { entry.Spec!.PublishConfigMap, Databases.Worker.ClusterRecord.ColumnsName(_name) }.OfType<string>()];
        var role = Object("rbac.authorization.k8s.io/v1", "Role", RefreshNames.Rights(_name));
        role["rules"] = new JsonArray(
            Rule(ResourceKinds.PenumbraGroup, "snapshotrefreshes", [_name], "get"),
            Rule(ResourceKinds.PenumbraGroup, "snapshotrefreshes/status", [_name], "patch"),
            Rule("", "configmaps", maps, "get", "patch"),
            Rule("coordination.k8s.io", "leases", [RefreshNames.Lease(_name)], "get", "update"),
            Rule("events.k8s.io", "events", null, "create", "patch"));
        return role;
    }

    /// <summary>Gives the rights to the service account, and to those under which Jobs are still under way: another account counts from the next Job on, and a worker that lost its rights could not tell what it does.</summary>
    /// <param name="underWay">The accounts of Jobs that have not ended.</param>
    public JsonObject Binding(IEnumerable<string> underWay)
    {
        var binding = Object("rbac.authorization.k8s.io/v1", "RoleBinding", RefreshNames.Rights(_name));
        binding["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Role", ["name"] = RefreshNames.Rights(_name) };
        var accounts = underWay.Where(account => account != entry.Spec!.ServiceAccount).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        binding["subjects"] = new JsonArray([.. accounts.Prepend(entry.Spec!.ServiceAccount).Select(account => new JsonObject { ["kind"] = "ServiceAccount", ["name"] = account, ["namespace"] = _namespace })]);
        return binding;
    }

    /// <summary>The Lease, made for the worker, so that it need not be allowed to create any. Its spec is the worker's.</summary>
    public JsonObject Lease() => Object("coordination.k8s.io/v1", "Lease", RefreshNames.Lease(_name));

    /// <summary>A ConfigMap that the worker writes: made for it empty, so that it need not be allowed to create any. Its data are the worker's.</summary>
    /// <param name="name">Its name.</param>
    public JsonObject ConfigMap(string name) => name == Databases.Worker.ClusterRecord.ColumnsName(_name) ? Owned(Object("v1", "ConfigMap", name)) : Object("v1", "ConfigMap", name);

    /// <summary>The Secret with the refresh's own key: made once, never read by the operator, never changed.</summary>
    /// <param name="key">The key, random.</param>
    public JsonObject Key(ReadOnlySpan<byte> key)
    {
        var secret = Owned(Object("v1", "Secret", RefreshNames.Key(_name, entry.View.Uid)));
        secret["immutable"] = true;
        secret["type"] = "Opaque";
        secret["data"] = new JsonObject { ["key"] = Convert.ToBase64String(key) };
        return secret;
    }

    // Not needed by the cleanup: it goes with the refresh by itself.
    private JsonObject Owned(JsonObject body)
    {
        body["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = ResourceKinds.SnapshotRefresh.ApiVersion, ["kind"] = "SnapshotRefresh", ["name"] = _name, ["uid"] = entry.View.Uid, ["controller"] = true, ["blockOwnerDeletion"] = false,
        });
        return body;
    }

    private JsonObject Object(string apiVersion, string kind, string name) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject
        {
            ["namespace"] = _namespace,
            ["name"] = name,
            ["labels"] = new JsonObject { [Keys.Refresh] = _name },
            ["annotations"] = new JsonObject { [Keys.OwnerUid] = entry.View.Uid },
        },
    };
}
