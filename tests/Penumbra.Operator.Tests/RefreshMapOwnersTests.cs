using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Cluster;
using Penumbra.Operator.SnapshotRefreshes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Operator.Tests;

/// <summary>The ConfigMaps of a refresh have two writers: the operator says whose they are, the worker what is in them. Neither may take away what the other wrote.</summary>
public sealed class RefreshMapOwnersTests : IAsyncLifetime, IWriteFence
{
    private const string Uid = "uid-1";
    private static readonly ObjectKey Map = new("default", "nightly-refresh-columns");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-maps-").FullName;
    private EmbeddedCluster _cluster = null!;

    public bool MayWrite => true;

    private JsonObject Live => _cluster.Get("", "configmaps", Map.Namespace, Map.Name)!;

    private ClusterRecord Worker => new(_cluster.Client, new RunFacts { OwnerUid = Uid, Namespace = Map.Namespace, Name = "nightly", RunId = "r1", StartedAt = DateTimeOffset.UnixEpoch, Digest = "d" }, DatabaseKind.Cluster, null!);

    public async Task InitializeAsync() => _cluster = await EmbeddedCluster.StartAsync(_folder, null);

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_the_operator_and_the_worker_wrote_stays_however_often_either_writes_again()
    {
        for (var round = 1; round <= 3; round++)
        {
            await OperatorAppliesAsync();
            (await Worker.WriteConfigMapAsync(Map.Name, new SortedDictionary<string, string> { ["snapshotId"] = $"s{round}" }, CancellationToken.None)).Should().BeNull();
            ShouldBeOurs();
            Live["metadata"]!["ownerReferences"]!.AsArray().Should().ContainSingle();
            Live["data"]!["snapshotId"]!.GetValue<string>().Should().Be($"s{round}");
        }

        await OperatorAppliesAsync();
        Live["data"]!["snapshotId"]!.GetValue<string>().Should().Be("s3");
    }

    [Fact]
    public async Task What_an_earlier_version_published_under_the_one_name_that_both_had_is_never_taken_away()
    {
        (await EarlierVersionAsync()).Should().BeNull();
        await OperatorAppliesAsync();
        ShouldBeOurs();
        Live["data"]!["snapshotId"]!.GetValue<string>().Should().Be("s0", "the operator names no data, and takes none away");
        (await EarlierVersionAsync()).Should().BeNull("a run of it was still under way");
        ShouldBeOurs();
        (await Worker.WriteConfigMapAsync(Map.Name, new SortedDictionary<string, string> { ["snapshotId"] = "s1" }, CancellationToken.None)).Should().BeNull();
        Live["data"]!["snapshotId"]!.GetValue<string>().Should().Be("s1");
    }

    [Fact]
    public async Task What_an_earlier_version_stripped_of_its_owner_a_run_marks_again()
    {
        (await EarlierVersionAsync()).Should().BeNull();
        (await Worker.WriteConfigMapAsync(Map.Name, new SortedDictionary<string, string> { ["snapshotId"] = "s1" }, CancellationToken.None)).Should().BeNull();
        ShouldBeOurs();
        (await new OwnershipCheck(_cluster.Client).MayWriteAsync(ResourceKinds.ConfigMap, Map, Keys.Refresh, "nightly", Uid, CancellationToken.None)).Kind.Should().Be(OwnershipKind.Ours);
    }

    [Fact]
    public async Task Columns_that_a_person_accepted_are_accepted_once()
    {
        await OperatorAppliesAsync();
        var accept = new ObjectWrite { Verb = WriteVerb.MergePatch, Kind = ResourceKinds.ConfigMap, Key = Map, Body = new JsonObject { ["data"] = new JsonObject { ["columns"] = InputReader.EveryColumn } } };
        (await _cluster.Client.WriteAsync(accept, CancellationToken.None)).Failure.Should().BeNull();
        (await Worker.KeepColumnsAsync(["public.customers.email"], CancellationToken.None)).Should().BeNull();
        Live["binaryData"]![ColumnList.Entry].Should().NotBeNull();
        Live["data"]!["columns"]!.GetValue<string>().Should().BeEmpty("if the list alone goes, every column is new");
        await OperatorAppliesAsync();
        Live["binaryData"]![ColumnList.Entry].Should().NotBeNull();
    }

    private void ShouldBeOurs()
    {
        Live["metadata"]!["labels"]![Keys.Refresh]!.GetValue<string>().Should().Be("nightly");
        Live["metadata"]!["annotations"]![Keys.OwnerUid]!.GetValue<string>().Should().Be(Uid);
    }

    // As the operator's pass does it, under its own login.
    private async Task OperatorAppliesAsync()
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["namespace"] = Map.Namespace, ["name"] = Map.Name, ["labels"] = new JsonObject { [Keys.Refresh] = "nightly" }, ["annotations"] = new JsonObject { [Keys.OwnerUid] = Uid },
                ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["name"] = "default", ["uid"] = _cluster.Get("", "namespaces", "", "default")!["metadata"]!["uid"]!.GetValue<string>() }),
            },
        };
        using var meters = new Meters();
        var caches = new RefreshCaches(_cluster.Client, null, TimeProvider.System, new Random(1), new KubernetesMetrics(meters), NullLogger.Instance);
        var writes = new RefreshWrites(_cluster.Client, this, new UnseenWrites(caches, TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        (await writes.ApplyAsync(ResourceKinds.ConfigMap, body, "", CancellationToken.None)).Failure.Should().BeNull();
    }

    // Name and data alone, under the name of the operator.
    private async Task<ApiFailure?> EarlierVersionAsync()
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["namespace"] = Map.Namespace, ["name"] = Map.Name }, ["data"] = new JsonObject { ["snapshotId"] = "s0" } };
        return (await _cluster.Client.WriteAsync(new ObjectWrite { Verb = WriteVerb.Apply, Kind = ResourceKinds.ConfigMap, Key = Map, Body = body, Force = true }, CancellationToken.None)).Failure;
    }

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            _meters.Add(new Meter(options));
            return _meters[^1];
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}
