using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

internal static class RefreshSpecs
{
    public static SnapshotRefreshSpec Cluster(Func<SnapshotRefreshSpec, SnapshotRefreshSpec>? with = null)
    {
        var spec = new SnapshotRefreshSpec
        {
            ServiceAccount = "snapshot-refresh",
            Schedule = "0 2 * * *",
            Region = "eu-north-1",
            Source = new SourceSpec { Kind = DatabaseKind.Cluster, Id = "shop-prod" },
            Temporary = new TemporarySpec { InstanceClass = "db.t4g.medium", SecurityGroups = ["sg-0123"], InstanceParameterGroup = "quiet" },
            Database = "shop",
            User = "postgres",
            Connect = new ConnectSettings(),
            Verify = [new VerifyCheck.Query("no-real-mail", new SqlText("verify/no-real-mail", "SELECT 0"), "0")],
            KmsKey = "alias/lower-envs",
            Accounts = ["111122223333"],
            PublishName = "shop-clean-{{runId}}",
            PublishConfigMap = "shop-snapshot",
        };
        return with is null ? spec : with(spec);
    }

    public static SnapshotRefreshSpec Fresh(DatabaseKind kind) => (kind == DatabaseKind.Cluster ? Cluster() : Instance()) with { Residue = ResidueMode.Fresh };

    public static SnapshotRefreshSpec Instance() => Cluster(spec => spec with
    {
        Source = spec.Source with { Kind = DatabaseKind.Instance },
        Encryption = EncryptionMode.Copy,
    });
}
