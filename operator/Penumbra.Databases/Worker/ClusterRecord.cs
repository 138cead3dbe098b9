using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.Json;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Events;

namespace Penumbra.Databases.Worker;

/// <summary>The run in the cluster: status of the one refresh, by merge patches of the worker's own fields, which are void when the refresh is another one by now.</summary>
/// <param name="client">The cluster.</param>
/// <param name="run">Whose run.</param>
/// <param name="kind">Cluster or plain instance.</param>
/// <param name="events">Where events go.</param>
public sealed class ClusterRecord(IKubernetesClient client, Core.SnapshotRefreshes.Observed.RunFacts run, DatabaseKind kind, EventRecorder events) : IRunRecord
{
    /// <summary>The field manager of the worker's ConfigMaps: under the operator's, each would take away what the other has written.</summary>
    public const string MapManager = "penumbra-worker";

    private static readonly string[] OfRun = ["temporary", "fresh", "proof", "recreated"];
    private static readonly string[] OfTemporary = ["cluster", "instance", "reusedFrom"];
    private readonly ObjectKey _key = new(run.Namespace, run.Name);

    /// <summary>The ConfigMap that keeps the columns of the last good run.</summary>
    public static string ColumnsName(string refresh) => $"{refresh}-refresh-columns";

    /// <inheritdoc/>
    public async Task<ApiResult<RefreshStatus>> ReadAsync(CancellationToken cancellationToken)
    {
        var live = await client.GetAsync(ResourceKinds.SnapshotRefresh, _key, Projections.Whole, cancellationToken);
        if (!live.Succeeded) return live.Failure;
        if (live.Value["metadata"]?["uid"]?.GetValue<string>() != run.OwnerUid) return new ApiFailure(ErrorKind.Terminal, 404, "Replaced", "the refresh of this run is gone; one of the same name stands in its place");
        try
        {
            return RefreshStatusMapping.FromWire(live.Value["status"]?.Deserialize(ApiJson.Default.SnapshotRefreshStatus));
        }
        catch (JsonException)
        {
            // Somebody wrote what nobody can read: it is not believed, and written anew.
            return RefreshStatus.Empty;
        }
    }

    /// <inheritdoc/>
    public async Task<ApiFailure?> WriteAsync(RefreshStatus status, CancellationToken cancellationToken)
    {
        var wire = JsonSerializer.SerializeToNode(
            new SnapshotRefreshStatus { Run = status.Run is { } present ? RefreshStatusMapping.ToWire(present, kind) : null, LastSuccess = status.LastSuccess, Snapshots = RefreshStatusMapping.ToWire(status.Snapshots), Usual = RefreshStatusMapping.ToWire(status.Usual) },
            ApiJson.Default.SnapshotRefreshStatus)!.AsObject();

        // A merge patch leaves what is not named: fields of the run that are empty now are taken away by name.
        if (wire["run"] is JsonObject written)
        {
            foreach (var name in OfRun.Where(name => !written.ContainsKey(name))) written[name] = null;
            foreach (var database in new[] { written["temporary"], written["fresh"] }.OfType<JsonObject>())
            {
                foreach (var name in OfTemporary.Where(name => !database.ContainsKey(name))) database[name] = null;
            }
        }

        var write = new ObjectWrite
        {
            Verb = WriteVerb.MergePatch, Kind = ResourceKinds.SnapshotRefresh, Key = _key, Subresource = "status", Cause = status.Run?.Reason ?? "",
            Body = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = run.OwnerUid }, ["status"] = wire },
        };
        return (await client.WriteAsync(write, cancellationToken)).Failure;
    }

    /// <inheritdoc/>
    public async Task<ApiResult<IReadOnlyDictionary<string, string>>> ReadConfigMapAsync(string name, CancellationToken cancellationToken)
    {
        var live = await client.GetAsync(ResourceKinds.ConfigMap, new ObjectKey(run.Namespace, name), Projections.Whole, cancellationToken);
        if (!live.Succeeded && !live.Failure.IsNotFound) return live.Failure;
        var data = live.Value?["data"] as JsonObject ?? [];
        return new SortedDictionary<string, string>(data.Where(entry => entry.Value is JsonValue).ToDictionary(entry => entry.Key, entry => entry.Value!.ToString(), StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public Task<ApiFailure?> WriteConfigMapAsync(string name, IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken) => ApplyAsync(name, new JsonObject { ["data"] = Entries(data) }, cancellationToken);

    /// <inheritdoc/>
    public Task<ApiFailure?> KeepColumnsAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken) => ApplyAsync(
        ColumnsName(run.Name),
        new JsonObject
        {
            ["binaryData"] = new JsonObject { [ColumnList.Entry] = Convert.ToBase64String(ColumnList.Write(columns)) },

            // What a person has accepted once is taken back: if the list alone went, this one would accept whatever there is.
            ["data"] = new JsonObject { [ColumnList.FullEntry] = "" },
        },
        cancellationToken);

    private static JsonObject Entries(IReadOnlyDictionary<string, string> data) => new(data.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key, entry.Value)));

    // Whole, as this worker's own: what an earlier one wrote under another entry goes with it. Whose it is stands in it too, as earlier versions took that away.
    private async Task<ApiFailure?> ApplyAsync(string name, JsonObject body, CancellationToken cancellationToken)
    {
        body["apiVersion"] = "v1";
        body["kind"] = "ConfigMap";
        body["metadata"] = new JsonObject
        {
            ["namespace"] = run.Namespace,
            ["name"] = name,
            ["labels"] = new JsonObject { [Keys.Refresh] = run.Name },
            ["annotations"] = new JsonObject { [Keys.OwnerUid] = run.OwnerUid },
        };
        var write = new ObjectWrite { Verb = WriteVerb.Apply, Kind = ResourceKinds.ConfigMap, Key = new ObjectKey(run.Namespace, name), Body = body, Force = true, FieldManager = MapManager, Cause = "SnapshotPublished" };
        return (await client.WriteAsync(write, cancellationToken)).Failure;
    }

    /// <inheritdoc/>
    public void Tell(RefreshEffect.EmitEvent told) => events.Record(
        new EventRegarding(ResourceKinds.SnapshotRefresh, _key, run.OwnerUid), told.Warning ? EventType.Warning : EventType.Normal, told.Reason.ToString(), "Refresh", told.Note);
}
