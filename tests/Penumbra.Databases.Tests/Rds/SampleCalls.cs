using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Rds;
using Penumbra.Databases.Tests.Worker;

namespace Penumbra.Databases.Tests.Rds;

/// <summary>Each call that the client can make, once.</summary>
internal static class SampleCalls
{
    public static SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal) { [Keys.CloudOwner] = "uid", [Keys.CloudRefresh] = "shop/nightly with a space" };

    public static IReadOnlyList<QueryForm> Writes()
    {
        RefreshEffect[] effects =
        [
            new RefreshEffect.RestoreDatabase(DatabaseKind.Cluster, "penumbra-a", "s", "aurora-postgresql", "15.4", "alias/x", Tags), new RefreshEffect.RestoreDatabase(DatabaseKind.Instance, "penumbra-b", "s", "postgres", "15.4", null, Tags),
            new RefreshEffect.CloneDatabase("penumbra-c", "shop-prod", "alias/x", Tags), new RefreshEffect.CreateMember("penumbra-a-1", "penumbra-a", "aurora-postgresql", Tags),
            new RefreshEffect.CreateDatabase(DatabaseKind.Cluster, "penumbra-a-fresh", Like(DatabaseKind.Cluster, "aurora-postgresql"), "alias/x", Tags), new RefreshEffect.CreateDatabase(DatabaseKind.Instance, "penumbra-b-fresh", Like(DatabaseKind.Instance, "postgres"), "alias/x", Tags),
            new RefreshEffect.SetPassword(DatabaseKind.Cluster, "penumbra-a", "r"), new RefreshEffect.SetPassword(DatabaseKind.Instance, "penumbra-b", "r"),
            new RefreshEffect.CreateSnapshot(DatabaseKind.Cluster, "shop-clean-1", "penumbra-a", Tags), new RefreshEffect.CreateSnapshot(DatabaseKind.Instance, "shop-clean-1", "penumbra-b", Tags),
            new RefreshEffect.CopySnapshot(DatabaseKind.Cluster, "arn:s", "shop-clean-2", "alias/x", Tags), new RefreshEffect.CopySnapshot(DatabaseKind.Instance, "arn:s", "shop-clean-2", "alias/x", Tags),
            new RefreshEffect.ShareSnapshot(DatabaseKind.Cluster, "shop-clean-1", ["111122223333"], []), new RefreshEffect.ShareSnapshot(DatabaseKind.Instance, "shop-clean-1", ["111122223333"], []),
            new RefreshEffect.DeleteSnapshot(DatabaseKind.Cluster, "shop-clean-1"), new RefreshEffect.DeleteSnapshot(DatabaseKind.Instance, "shop-clean-1"),
            new RefreshEffect.DeleteMember("penumbra-a-1"), new RefreshEffect.DeleteDatabase(DatabaseKind.Cluster, "penumbra-a"), new RefreshEffect.DeleteDatabase(DatabaseKind.Instance, "penumbra-b"),
        ];
        return [.. effects.Select(effect => RdsForms.Of(effect, WorkerSpecs.Of(DatabaseKind.Cluster), "password-of-a-test")!)];
    }

    private static CloudDatabase Like(DatabaseKind kind, string engine) => new() { Kind = kind, Id = "penumbra-t", Status = "available", Engine = engine, EngineVersion = "15.4", Gibibytes = 20, StorageType = "gp3" };

    public static IReadOnlyList<string> Reads { get; } =
    [
        "DescribeDBClusters", "DescribeDBInstances", "DescribeDBClusterSnapshots", "DescribeDBSnapshots", "DescribeDBClusterSnapshotAttributes", "DescribeDBSnapshotAttributes", "DescribeDBSubnetGroups",
        "DescribeDBClusterParameters", "DescribeDBParameters", "DescribeAccountAttributes",
    ];
}
