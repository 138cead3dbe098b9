using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Json;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>Reads a merged spec into what the rules understand. Everything that the CRD's own rules refuse is checked here again: a template brings what they have not seen.</summary>
public static class SnapshotRefreshReader
{
    /// <summary>Reads a merged spec from its JSON; null when it is not of the right shape, with the field that is to blame.</summary>
    public static (SnapshotRefreshSpecification? Fields, Problem? Problem) Parse(JsonObject merged)
    {
        try
        {
            return (merged.Deserialize(ApiJson.Default.SnapshotRefreshSpecification), null);
        }
        catch (JsonException exception)
        {
            return (null, JsonProblem.Of(exception, "spec"));
        }
    }

    /// <summary>Reads the fields.</summary>
    /// <param name="fields">The merged spec.</param>
    /// <param name="text">The text of a ConfigMap's key; null when it is not there. Without it, texts stay empty: the operator does not read them.</param>
    public static SnapshotRefreshReading Read(SnapshotRefreshSpecification fields, Func<ConfigMapKey, string?>? text = null)
    {
        var reader = new FieldReader();
        Refuse(fields, reader);
        var source = Source(fields.Source, reader);
        var spec = new SnapshotRefreshSpec
        {
            Schedule = fields.Schedule,
            TimeZone = fields.TimeZone ?? "Etc/UTC",
            Suspend = fields.Suspend ?? false,
            ServiceAccount = Required(fields.ServiceAccountName, "spec.serviceAccountName", reader),
            Deadline = Positive(reader.Duration(fields.Deadline, "spec.deadline", TimeSpan.FromHours(12)), "spec.deadline", reader),
            Region = Required(fields.Provider?.Aws?.Region, "spec.provider.aws.region", reader),
            Source = source,
            Temporary = Temporary(fields.Temporary, source, reader),
            Database = Required(fields.Database?.Name, "spec.database.name", reader),
            User = fields.Database?.User ?? "postgres",
            Connect = new ConnectSettings
            {
                Timeout = Positive(reader.Duration(fields.Database?.Connect?.Timeout, "spec.database.connect.timeout", TimeSpan.FromSeconds(10)), "spec.database.connect.timeout", reader),
                RetryFor = reader.Duration(fields.Database?.Connect?.RetryFor, "spec.database.connect.retryFor", TimeSpan.FromMinutes(15)),
            },
            Sanitize = SanitizeReader.Steps(fields.Sanitize, text, reader),
            MaskKeySecret = fields.MaskKey?.Secret.Name,
            Residue = reader.Choice(fields.Residue, "spec.residue", ResidueMode.Rewrite),
            Verify = SanitizeReader.Checks(fields.Verify, reader),
            KmsKey = Required(fields.Encryption?.KmsKey, "spec.encryption.kmsKey", reader),
            Encryption = reader.Choice(fields.Encryption?.Mode, "spec.encryption.mode", source.Kind == DatabaseKind.Instance ? EncryptionMode.Copy : EncryptionMode.OnRestore),
            Accounts = [.. (fields.Share?.Accounts ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            PublishName = Required(fields.Publish?.Name, "spec.publish.name", reader),
            PublishConfigMap = fields.Publish?.ConfigMap?.Name,
            Retain = new RetainSpec(reader.Bounded(fields.Retain?.Keep, "spec.retain.keep", 1, 100, 7), reader.Duration(fields.Retain?.MaxAge, "spec.retain.maxAge", TimeSpan.FromHours(336))),
            OnDelete = reader.Choice(fields.OnDelete, "spec.onDelete", RefreshDeletion.Keep),
            SuccessfulHistory = reader.Bounded(fields.History?.Successful, "spec.history.successful", 0, 20, 3),
            FailedHistory = reader.Bounded(fields.History?.Failed, "spec.history.failed", 0, 20, 3),
        };
        return new SnapshotRefreshReading(spec, reader.Problems);
    }

    // Never accepted and ignored: what does not work yet is said.
    private static void Refuse(SnapshotRefreshSpecification fields, FieldReader reader)
    {
        reader.NotYet(fields.Database?.Engine is "mysql", "spec.database.engine");
        if (fields.Residue is "Keep" && fields.ResidueAcknowledged is not true)
            reader.Wrong("spec.residueAcknowledged", "must be true with residue: Keep: a snapshot is physical, and whoever restores it can read old values out of its files");
        if (fields.MaskKey is not null && !(fields.Sanitize ?? []).Any(item => item.Mask is not null))
            reader.Wrong("spec.maskKey", "names a key of masks that nothing would use: add a step with spec.sanitize[].mask, or remove maskKey");
    }

    private static SourceSpec Source(RefreshSource? source, FieldReader reader)
    {
        if (new[] { source?.Cluster, source?.Instance, source?.SnapshotArn }.Count(name => name is not null) != 1)
            reader.Wrong("spec.source", "exactly one of cluster, instance and snapshotArn must be set");
        var arn = source?.SnapshotArn;
        if (source?.Account is { } account && (arn is null || arn.Split(':').ElementAtOrDefault(4) != account)) reader.Wrong("spec.source.account", "must be the account in source.snapshotArn");
        if (arn is not null && !arn.Contains(":cluster-snapshot:", StringComparison.Ordinal) && !arn.Contains(":snapshot:", StringComparison.Ordinal)) reader.Wrong("spec.source.snapshotArn", "is not the ARN of a snapshot");
        if (arn is not null && source!.Strategy is not null) reader.Wrong("spec.source.strategy", "is for databases of this account: one snapshot is named already");
        var isInstance = source?.Instance is not null || (arn is not null && !arn.Contains(":cluster-snapshot:", StringComparison.Ordinal));
        return new SourceSpec
        {
            Kind = isInstance ? DatabaseKind.Instance : DatabaseKind.Cluster,
            Id = (source?.Cluster ?? source?.Instance ?? "").ToLowerInvariant(),
            SnapshotArn = arn,
            Account = source?.Account,
            Strategy = reader.Choice(source?.Strategy, "spec.source.strategy", SourceStrategy.LatestAutomated),
            MaxAge = Positive(reader.Duration(source?.MaxAge, "spec.source.maxAge", TimeSpan.FromHours(36)), "spec.source.maxAge", reader),
        };
    }

    private static TemporarySpec Temporary(TemporaryDatabase? temporary, SourceSpec source, FieldReader reader)
    {
        if (temporary?.ClusterParameterGroup is not null && source.Kind == DatabaseKind.Instance) reader.Wrong("spec.temporary.clusterParameterGroup", "is for clusters; a plain instance has an instanceParameterGroup");
        if (temporary?.Serverless is not null && source.Kind == DatabaseKind.Instance) reader.Wrong("spec.temporary.serverless", "is for clusters");
        if (temporary?.EngineVersion is not null && source.Kind == DatabaseKind.Instance) reader.Wrong("spec.temporary.engineVersion", "is for clusters: an instance is restored with its snapshot's own");
        if (temporary?.EngineVersion is not null && source.Strategy == SourceStrategy.Clone) reader.Wrong("spec.temporary.engineVersion", "is not for a clone (spec.source.strategy: Clone), which has its source's own");
        return new TemporarySpec
        {
            InstanceClass = temporary?.InstanceClass ?? (temporary?.Serverless is not null ? "db.serverless" : Required(null, "spec.temporary.instanceClass", reader)),
            SubnetGroup = temporary?.SubnetGroup,
            SecurityGroups = temporary?.SecurityGroups ?? [],
            ClusterParameterGroup = temporary?.ClusterParameterGroup,
            InstanceParameterGroup = temporary?.InstanceParameterGroup,
            EngineVersion = temporary?.EngineVersion,
            OptionGroup = temporary?.OptionGroup,
            StorageType = temporary?.StorageType,
            Serverless = Capacity(temporary?.Serverless, reader),
            Reuse = temporary?.Reuse ?? true,
            MaxAge = Positive(reader.Duration(temporary?.MaxAge, "spec.temporary.maxAge", TimeSpan.FromHours(48)), "spec.temporary.maxAge", reader),
        };
    }

    private static ServerlessCapacity? Capacity(ServerlessRange? range, FieldReader reader)
    {
        if (range is null) return null;
        int Halves(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units) && units * 2 == decimal.Truncate(units * 2) ? (int)(units * 2) : -1;
        var capacity = new ServerlessCapacity(Halves(range.Min), Halves(range.Max));
        if (capacity.MinHalves < 0 || capacity.MaxHalves < 1 || capacity.MinHalves > capacity.MaxHalves) reader.Wrong("spec.temporary.serverless", "must be capacity units in steps of 0.5, min at most max");
        return capacity;
    }

    private static string Required(string? text, string path, FieldReader reader)
    {
        if (!string.IsNullOrEmpty(text)) return text;
        reader.Wrong(path, "must be set, here or in the template");
        return "";
    }

    private static TimeSpan Positive(TimeSpan span, string path, FieldReader reader)
    {
        if (span <= TimeSpan.Zero) reader.Wrong(path, "must be longer than nothing");
        return span;
    }
}
