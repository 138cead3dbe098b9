using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Rds;

/// <summary>The calls of effects, as forms. Pure.</summary>
public static class RdsForms
{
    /// <summary>The form of an effect; null when it does not write to the cloud.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="spec">What its database is to be like.</param>
    /// <param name="password">The master password, for the effects that set it.</param>
    public static QueryForm? Of(RefreshEffect effect, SnapshotRefreshSpec spec, string password) => effect switch
    {
        RefreshEffect.RestoreDatabase { Kind: DatabaseKind.Cluster } restore => Cluster(new QueryForm("RestoreDBClusterFromSnapshot")
            .Add("DBClusterIdentifier", restore.Id).Add("SnapshotIdentifier", restore.Snapshot).Add("Engine", restore.Engine).Add("EngineVersion", restore.EngineVersion)
            .Add("KmsKeyId", restore.KmsKey), spec.Temporary).AddTags(restore.Tags),
        RefreshEffect.RestoreDatabase restore => RestoreInstance(restore, spec.Temporary),
        RefreshEffect.CloneDatabase clone => Cluster(new QueryForm("RestoreDBClusterToPointInTime")
            .Add("DBClusterIdentifier", clone.Id).Add("SourceDBClusterIdentifier", clone.SourceId).Add("RestoreType", "copy-on-write").Add("UseLatestRestorableTime", true)
            .Add("KmsKeyId", clone.KmsKey), spec.Temporary).AddTags(clone.Tags),
        RefreshEffect.CreateDatabase { Kind: DatabaseKind.Cluster } create => Cluster(Created(new QueryForm("CreateDBCluster").Add("DBClusterIdentifier", create.Id), create, spec, password, 1), spec.Temporary).AddTags(create.Tags),
        RefreshEffect.CreateDatabase create => CreateInstance(create, spec, password),
        RefreshEffect.CreateMember member => new QueryForm("CreateDBInstance")
            .Add("DBInstanceIdentifier", member.Id).Add("DBClusterIdentifier", member.ClusterId).Add("DBInstanceClass", spec.Temporary.InstanceClass).Add("Engine", member.Engine)
            .Add("DBParameterGroupName", spec.Temporary.InstanceParameterGroup).Add("PubliclyAccessible", false).AddTags(member.Tags),

        // Automated backups of the temporary database hold raw data under the shareable key: for as short as can be.
        RefreshEffect.SetPassword { Kind: DatabaseKind.Cluster } set => new QueryForm("ModifyDBCluster")
            .Add("DBClusterIdentifier", set.Id).Add("MasterUserPassword", password).Add("BackupRetentionPeriod", 1).Add("ApplyImmediately", true),
        RefreshEffect.SetPassword set => new QueryForm("ModifyDBInstance")
            .Add("DBInstanceIdentifier", set.Id).Add("MasterUserPassword", password).Add("BackupRetentionPeriod", 0).Add("ApplyImmediately", true),
        RefreshEffect.Unprotect { Kind: DatabaseKind.Cluster } open => new QueryForm("ModifyDBCluster").Add("DBClusterIdentifier", open.Id).Add("DeletionProtection", false).Add("ApplyImmediately", true),
        RefreshEffect.Unprotect open => new QueryForm("ModifyDBInstance").Add("DBInstanceIdentifier", open.Id).Add("DeletionProtection", false).Add("ApplyImmediately", true),
        RefreshEffect.CreateSnapshot { Kind: DatabaseKind.Cluster } create => new QueryForm("CreateDBClusterSnapshot")
            .Add("DBClusterSnapshotIdentifier", create.Id).Add("DBClusterIdentifier", create.DatabaseId).AddTags(create.Tags),
        RefreshEffect.CreateSnapshot create => new QueryForm("CreateDBSnapshot").Add("DBSnapshotIdentifier", create.Id).Add("DBInstanceIdentifier", create.DatabaseId).AddTags(create.Tags),
        RefreshEffect.CopySnapshot { Kind: DatabaseKind.Cluster } copy => new QueryForm("CopyDBClusterSnapshot")
            .Add("SourceDBClusterSnapshotIdentifier", copy.SourceArn).Add("TargetDBClusterSnapshotIdentifier", copy.Id).Add("KmsKeyId", copy.KmsKey).Add("CopyTags", false).AddTags(copy.Tags),
        RefreshEffect.CopySnapshot copy => new QueryForm("CopyDBSnapshot")
            .Add("SourceDBSnapshotIdentifier", copy.SourceArn).Add("TargetDBSnapshotIdentifier", copy.Id).Add("KmsKeyId", copy.KmsKey).Add("CopyTags", false).AddTags(copy.Tags),
        RefreshEffect.ShareSnapshot { Kind: DatabaseKind.Cluster } share => Shares(new QueryForm("ModifyDBClusterSnapshotAttribute").Add("DBClusterSnapshotIdentifier", share.Id), share),
        RefreshEffect.ShareSnapshot share => Shares(new QueryForm("ModifyDBSnapshotAttribute").Add("DBSnapshotIdentifier", share.Id), share),
        RefreshEffect.DeleteSnapshot { Kind: DatabaseKind.Cluster } delete => new QueryForm("DeleteDBClusterSnapshot").Add("DBClusterSnapshotIdentifier", delete.Id),
        RefreshEffect.DeleteSnapshot delete => new QueryForm("DeleteDBSnapshot").Add("DBSnapshotIdentifier", delete.Id),
        RefreshEffect.DeleteMember delete => new QueryForm("DeleteDBInstance").Add("DBInstanceIdentifier", delete.Id).Add("SkipFinalSnapshot", true),
        RefreshEffect.DeleteDatabase { Kind: DatabaseKind.Cluster } delete => new QueryForm("DeleteDBCluster")
            .Add("DBClusterIdentifier", delete.Id).Add("SkipFinalSnapshot", true).Add("DeleteAutomatedBackups", true),
        RefreshEffect.DeleteDatabase delete => new QueryForm("DeleteDBInstance").Add("DBInstanceIdentifier", delete.Id).Add("SkipFinalSnapshot", true).Add("DeleteAutomatedBackups", true),
        _ => null,
    };

    private static QueryForm Cluster(QueryForm form, TemporarySpec temporary)
    {
        form.Add("DBSubnetGroupName", temporary.SubnetGroup).AddList("VpcSecurityGroupIds.VpcSecurityGroupId", temporary.SecurityGroups)
            .Add("DBClusterParameterGroupName", temporary.ClusterParameterGroup).Add("OptionGroupName", temporary.OptionGroup).Add("StorageType", temporary.StorageType)
            .Add("DeletionProtection", false).Add("CopyTagsToSnapshot", false);
        if (temporary.Serverless is { } serverless)
        {
            form.Add("ServerlessV2ScalingConfiguration.MinCapacity", Half(serverless.MinHalves)).Add("ServerlessV2ScalingConfiguration.MaxCapacity", Half(serverless.MaxHalves));
        }

        return form;
    }

    // No name of a database: what a load begins with is a server on which nobody has made anything.
    private static QueryForm Created(QueryForm form, RefreshEffect.CreateDatabase create, SnapshotRefreshSpec spec, string password, int retention) => form
        .Add("Engine", create.Like.Engine).Add("EngineVersion", create.Like.EngineVersion).Add("MasterUsername", spec.User).Add("MasterUserPassword", password)
        .Add("StorageEncrypted", true).Add("KmsKeyId", create.KmsKey).Add("BackupRetentionPeriod", retention);

    private static QueryForm CreateInstance(RefreshEffect.CreateDatabase create, SnapshotRefreshSpec spec, string password)
    {
        var form = Created(new QueryForm("CreateDBInstance").Add("DBInstanceIdentifier", create.Id), create, spec, password, 0);
        if (create.Like.Gibibytes > 0) form.Add("AllocatedStorage", create.Like.Gibibytes);
        var storage = spec.Temporary.StorageType ?? create.Like.StorageType;
        form.Add("StorageType", storage);

        // Of the others the cloud says what they have anyway, and refuses to be told.
        if (create.Like.Iops is { } iops && storage is "io1" or "io2") form.Add("Iops", iops);
        return Instance(form, spec.Temporary).AddTags(create.Tags);
    }

    private static QueryForm RestoreInstance(RefreshEffect.RestoreDatabase restore, TemporarySpec temporary) => Instance(
        new QueryForm("RestoreDBInstanceFromDBSnapshot").Add("DBInstanceIdentifier", restore.Id).Add("DBSnapshotIdentifier", restore.Snapshot).Add("Engine", restore.Engine).Add("StorageType", temporary.StorageType),
        temporary).AddTags(restore.Tags);

    private static QueryForm Instance(QueryForm form, TemporarySpec temporary) => form.Add("DBInstanceClass", temporary.InstanceClass)
        .Add("DBSubnetGroupName", temporary.SubnetGroup).AddList("VpcSecurityGroupIds.VpcSecurityGroupId", temporary.SecurityGroups)
        .Add("DBParameterGroupName", temporary.InstanceParameterGroup).Add("OptionGroupName", temporary.OptionGroup)
        .Add("PubliclyAccessible", false).Add("MultiAZ", false).Add("AutoMinorVersionUpgrade", false).Add("DeletionProtection", false).Add("CopyTagsToSnapshot", false);

    private static QueryForm Shares(QueryForm form, RefreshEffect.ShareSnapshot share) => form.Add("AttributeName", "restore")
        .AddList("ValuesToAdd.AttributeValue", share.Add).AddList("ValuesToRemove.AttributeValue", share.Remove);

    private static string Half(int halves) => (halves / 2m).ToString("0.#", CultureInfo.InvariantCulture);
}
