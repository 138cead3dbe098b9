using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Core.SnapshotRefreshes;

/// <summary>What a person must change before a run may cost anything: all of it at once.</summary>
public static class Validate
{
    /// <summary>The most accounts that a snapshot can be shared with.</summary>
    public const int MostAccounts = 20;

    /// <summary>The most container steps: a Job takes twenty rules about failing pods, one for each process between containers.</summary>
    public const int MostContainers = 16;

    /// <summary>The problems of the spec, and of what was looked at before the run.</summary>
    public static IReadOnlyList<Problem> Problems(SnapshotRefreshSpec spec, PreflightFacts seen) => [.. Problems(spec), .. seen.Local, .. Cloud(spec, seen), .. seen.Unanswered];

    /// <summary>The problems that the spec has by itself.</summary>
    public static IReadOnlyList<Problem> Problems(SnapshotRefreshSpec spec)
    {
        var problems = new List<Problem>();
        void Wrong(string path, string message) => problems.Add(new Problem(Reason.InvalidSpec, path, message));

        if (IsCloudsOwn(spec.KmsKey)) problems.Add(new Problem(Reason.KeyUnusable, "spec.encryption.kmsKey", $"{spec.KmsKey} is the account's default key: what it encrypts cannot be shared; name a customer key"));
        if (spec is { Source.Kind: DatabaseKind.Instance, Encryption: EncryptionMode.OnRestore }) Wrong("spec.encryption.mode", "must be Copy for a plain instance: its restore takes no key");
        if (spec is { Source.Kind: DatabaseKind.Instance, Source.Strategy: SourceStrategy.Clone }) Wrong("spec.source.strategy", "Clone is for clusters only");
        if (spec.Accounts.Count > MostAccounts) Wrong("spec.share.accounts", $"names {spec.Accounts.Count} accounts; at most {MostAccounts} can be shared with");
        foreach (var account in spec.Accounts.Where(account => account.Length != 12 || !account.All(char.IsAsciiDigit))) Wrong("spec.share.accounts", $"\"{account}\" is not an account: write its twelve digits");
        if (spec.Verify.Count == 0) Wrong("spec.verify", "at least one check must be named: nothing is published without");
        var example = new RunFacts { OwnerUid = "0", Namespace = "", Name = "", RunId = "20261121t000000z", StartedAt = DateTimeOffset.UnixEpoch, Digest = "" };
        if (!CloudNames.IsIdentifier(CloudNames.Published(spec.PublishName, example)))
            Wrong("spec.publish.name", "must become a snapshot identifier: at most 63 letters, digits and single hyphens, a letter first; {{date}} has 8 and {{runId}} 16 characters");
        if (!spec.PublishName.Contains("{{runId}}", StringComparison.Ordinal) && !(spec.PublishName.Contains("{{date}}", StringComparison.Ordinal) && IsAtMostDaily(spec.Schedule)))
            Wrong("spec.publish.name", "must hold {{runId}}, or {{date}} where the schedule is at most daily: else two runs would want one name");
        var containers = spec.Sanitize.OfType<SanitizeStep.Container>().ToList();
        if (containers.Count > MostContainers) Wrong("spec.sanitize", $"has {containers.Count} container steps; at most {MostContainers} fit into a pod whose failures are told apart");
        foreach (var container in containers.Where(container => container.IsWorkers)) Wrong("spec.sanitize", $"has a container step named {container.Name}: {SanitizeStep.Container.Workers} and names that begin with {SanitizeStep.Container.Workers}- are the pod's own");
        foreach (var name in Doubles(spec.Sanitize.Select(step => step.Name))) Wrong("spec.sanitize", $"has two steps named {name}");
        foreach (var name in Doubles(spec.Verify.Select(check => check.Name))) Wrong("spec.verify", $"has two checks named {name}");
        return problems;
    }

    /// <summary>Whether a cron expression fires at most once a day: one minute and one hour are named.</summary>
    public static bool IsAtMostDaily(string? schedule)
    {
        if (schedule is null) return false;
        if (schedule.Trim() is "@daily" or "@midnight" or "@weekly" or "@monthly" or "@yearly" or "@annually") return true;
        var fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 5 && fields[..2].All(field => int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    private static IEnumerable<Problem> Cloud(SnapshotRefreshSpec spec, PreflightFacts seen)
    {
        if (seen.Key is { Found: false }) yield return new Problem(Reason.KeyUnusable, "spec.encryption.kmsKey", $"{spec.KmsKey} does not exist, or the worker may not see it (kms:DescribeKey)");
        if (seen.Key is { Found: true, Enabled: false }) yield return new Problem(Reason.KeyUnusable, "spec.encryption.kmsKey", $"{spec.KmsKey} is disabled or waits to be deleted");
        if (seen.Key is { Found: true, ByCloud: true }) yield return new Problem(Reason.KeyUnusable, "spec.encryption.kmsKey", $"{spec.KmsKey} is a key of the cloud itself: what it encrypts cannot be shared; name a customer key");
        if (seen.SubnetGroupFound == false) yield return new Problem(Reason.GroupNotFound, "spec.temporary.subnetGroup", $"{spec.Temporary.SubnetGroup} does not exist");
        if (seen.SnapshotsLeft + seen.Own.Snapshots is { } snapshots && snapshots < Room.Snapshots(spec)) yield return new Problem(Reason.QuotaExhausted, "", $"the account may have {snapshots} more manual snapshots; the run needs {Room.Snapshots(spec)}");
        var databases = Room.Databases(spec);
        if (seen.DatabasesLeft + seen.Own.Databases is { } left && left < databases) yield return new Problem(Reason.QuotaExhausted, "", left < 1 ? "the account may have no more databases" : $"the account may have {left} more databases; the run needs {databases}");
        if (spec.Source.Kind == DatabaseKind.Cluster && seen.InstancesLeft + seen.Own.Instances is { } instances && instances < databases) yield return new Problem(Reason.QuotaExhausted, "", $"the account may have {instances} more instances; the run needs {databases}");
        if (spec.Temporary.SecurityGroups.Count == 0)
            yield return new Problem(Reason.EgressOpen, "spec.temporary.securityGroups", "none is named, and the cloud would take the default group of the network, which lets everything out unless somebody closed it; name a group without outgoing rules");
        foreach (var way in seen.Egress ?? []) yield return new Problem(Reason.EgressOpen, "spec.temporary.securityGroups", $"{way}: the restored database could reach out; use a group without outgoing rules");
        foreach (var problem in Parameters("spec.temporary.clusterParameterGroup", spec.Temporary.ClusterParameterGroup, seen.ClusterParameters)) yield return problem;
        foreach (var problem in Parameters("spec.temporary.instanceParameterGroup", spec.Temporary.InstanceParameterGroup, seen.InstanceParameters)) yield return problem;
        if (Autovacuum(spec, seen) is { } busy) yield return busy;
    }

    // Quiesce refuses to go on while it is on, hours later. The cloud's default groups have it on; of a cluster's two groups one is enough.
    private static Problem? Autovacuum(SnapshotRefreshSpec spec, PreflightFacts seen)
    {
        const string Why = "it writes while the snapshot is taken";
        var ofInstance = (Path: "spec.temporary.instanceParameterGroup", Name: spec.Temporary.InstanceParameterGroup, Facts: seen.InstanceParameters);
        var ofCluster = (Path: "spec.temporary.clusterParameterGroup", Name: spec.Temporary.ClusterParameterGroup, Facts: seen.ClusterParameters);
        var groups = new[] { ofCluster, ofInstance }.Skip(spec.Source.Kind == DatabaseKind.Cluster ? 0 : 1).ToList();
        var named = groups.Where(group => group.Name is not null).ToList();
        if (named.Count == 0) return new Problem(Reason.ParameterGroupWakes, groups[0].Path, $"none is named, and the cloud's default group has autovacuum on: {Why}; name a group of your own with autovacuum 0");

        // What was not found, was not answered, or says that it is on, is told already.
        if (named.Any(group => group.Facts is not { Found: true } facts || Value(facts, "autovacuum").Length > 0)) return null;
        return new Problem(Reason.ParameterGroupWakes, named[0].Path, $"{named[0].Name} does not turn autovacuum off: {Why}; set autovacuum to 0");
    }

    private static string Value(ParameterFacts facts, string name) => facts.Values.TryGetValue(name, out var value) ? value : "";

    // A restored database that acts by itself reaches production, and moves the fence.
    private static IEnumerable<Problem> Parameters(string path, string? group, ParameterFacts? facts)
    {
        if (facts is null) yield break;
        if (!facts.Found)
        {
            yield return new Problem(Reason.GroupNotFound, path, $"{group} does not exist");
            yield break;
        }

        string Value(string name) => Validate.Value(facts, name);
        if (Value("shared_preload_libraries").Split(',', StringSplitOptions.TrimEntries).Contains("pg_cron", StringComparer.Ordinal))
            yield return new Problem(Reason.ParameterGroupWakes, path, $"{group} loads pg_cron: scheduled jobs would run in the restored database; take it out of shared_preload_libraries");
        if (Value("max_logical_replication_workers") is { Length: > 0 } and not "0")
            yield return new Problem(Reason.ParameterGroupWakes, path, $"{group} lets subscriptions run: they would take production's changes; set max_logical_replication_workers to 0");
        if (Value("autovacuum") is "1" or "on" or "true")
            yield return new Problem(Reason.ParameterGroupWakes, path, $"{group} has autovacuum on: it writes while the snapshot is taken; set autovacuum to 0");
        if (Value("rds.logical_replication") is "1" or "on" or "true")
            yield return new Problem(Reason.ParameterGroupWakes, path, $"{group} has rds.logical_replication on: the restored database could be replicated from, and could replicate; set rds.logical_replication to 0");
        if (Value("event_scheduler") is "1" or "ON" or "on")
            yield return new Problem(Reason.ParameterGroupWakes, path, $"{group} has event_scheduler on: events would run in the restored database; set it to OFF");
    }

    private static bool IsCloudsOwn(string key) => key.StartsWith("alias/aws/", StringComparison.Ordinal) || key.Contains(":alias/aws/", StringComparison.Ordinal);

    private static IEnumerable<string> Doubles(IEnumerable<string> names) => names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
}
