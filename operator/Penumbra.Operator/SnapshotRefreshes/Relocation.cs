using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>
/// Another region, or another kind of source, while a temporary database is where the last run made it: neither a run, nor the sweep, nor the cleanup would look there any more. And another
/// ConfigMap, while the one before names what no status lists. Pure.
/// </summary>
public static class Relocation
{
    private const string Succeeded = "until a run has succeeded";
    private const string Swept = "when the daily sweep has deleted it";
    private static readonly TimeSpan Sweeps = TimeSpan.FromHours(25);

    /// <summary>What a person must set back first; nothing when nothing is left behind.</summary>
    /// <param name="entry">The refresh.</param>
    /// <param name="given">The refresh as the last run was given it; null where nobody knows.</param>
    /// <param name="now">The moment.</param>
    public static IReadOnlyList<Problem> Problems(RefreshEntry entry, RefreshEntry? given, DateTimeOffset now)
    {
        if (entry.Spec is not { } spec || entry.Status.Run is not { } run) return [];

        // The sweep, which goes on as it was, has deleted it by then.
        if (run.StartedAt is { } began && now > began + spec.Deadline + spec.Temporary.MaxAge + Sweeps) return [];
        var problems = new List<Problem>();
        foreach (var (arn, cluster, instance) in new[] { (run.Temporary?.Arn, run.Temporary?.Cluster, run.Temporary?.Instance), (run.Fresh?.Arn, run.Fresh?.Cluster, run.Fresh?.Instance) })
        {
            var (name, kind) = cluster is { Length: > 0 } ? (cluster, DatabaseKind.Cluster) : (instance ?? "", DatabaseKind.Instance);
            if (name.Length == 0) continue;
            if (Region(arn) is { Length: > 0 } region && region != spec.Region)
                problems.Add(new Problem(Reason.InvalidSpec, "spec.provider.aws.region", $"is {spec.Region}, and {name} of run {run.Id} is in {region}, where nobody would look for it any more; {Remedy($"set it to {region}", Succeeded, began: run.StartedAt, spec, Swept)}"));
            if (kind != spec.Source.Kind)
                problems.Add(new Problem(Reason.InvalidSpec, "spec.source", $"names {(kind == DatabaseKind.Cluster ? "an instance" : "a cluster")} now, and {name} of run {run.Id} is {(kind == DatabaseKind.Cluster ? "a cluster" : "an instance")}, which nobody would look for any more; {Remedy("set it back", Succeeded, began: run.StartedAt, spec, Swept)}"));
        }

        // The ConfigMap and the proof in status are all that tells of it; a run under the new name reads neither.
        if (given?.Spec?.PublishConfigMap is { } named && named != spec.PublishConfigMap && run is { Outcome: "Running", Step: nameof(RefreshStep.Publish), Proof: not null } && (entry.Status.Snapshots ?? []).All(snapshot => snapshot.RunId != run.Id))
            problems.Add(new Problem(Reason.InvalidSpec, "spec.publish.configMap", $"is {spec.PublishConfigMap ?? "none"}, and run {run.Id} may have published a snapshot in ConfigMap {named} that status does not list yet; {Remedy($"set it back to {named}", "until a run has listed it", began: run.StartedAt, spec, "when it is not looked for any more")}"));
        return problems;
    }

    private static string Remedy(string back, string until, DateTimeOffset? began, SnapshotRefreshSpec spec, string then) =>
        $"{back} {until}{(began is { } at ? $", or wait until {at + spec.Deadline + spec.Temporary.MaxAge + Sweeps:yyyy-MM-dd'T'HH:mm'Z'}, {then}" : "")}";

    // arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-…
    private static string Region(string? arn) => arn?.Split(':') is [_, _, _, var region, ..] ? region : "";
}
