using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Tests.Worker;

internal static class WorkerSpecs
{
    public static SnapshotRefreshSpec Of(DatabaseKind kind) => new()
    {
        ServiceAccount = "snapshot-refresh",
        Schedule = "0 2 * * *",
        Region = "eu-north-1",
        Source = new SourceSpec { Kind = kind, Id = "shop-prod" },
        Temporary = new TemporarySpec { InstanceClass = "db.t4g.medium", SecurityGroups = ["sg-0123"], InstanceParameterGroup = "quiet" },
        Database = "shop",
        User = "postgres",
        Connect = new ConnectSettings(),
        Verify = [new VerifyCheck.Query("no-real-mail", new SqlText("verify/no-real-mail", "SELECT 0"), "0")],
        KmsKey = "alias/lower-envs",
        Encryption = kind == DatabaseKind.Cluster ? EncryptionMode.OnRestore : EncryptionMode.Copy,
        Accounts = ["111122223333"],
        PublishName = "shop-clean-{{runId}}",
        PublishConfigMap = "shop-snapshot",
    };
}
