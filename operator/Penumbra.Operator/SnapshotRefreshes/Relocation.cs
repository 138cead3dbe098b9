using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>
/// Another region, or another kind of source, while a temporary database is where the last run made it: neither a run, nor the sweep, nor the cleanup would look there any more. Pure.
/// </summary>
public static class Relocation
{
    private static readonly TimeSpan Sweeps = TimeSpan.FromHours(25);

    /// <summary>What a person must set back first; nothing when nothing is left behind.</summary>
    /// <param name="entry">The refresh.</param>
    /// <param name="now">The moment.</param>
    public static IReadOnlyList<Problem> Problems(RefreshEntry entry, DateTimeOffset now)
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
                problems.Add(new Problem(Reason.InvalidSpec, "spec.provider.aws.region", $"is {spec.Region}, and {name} of run {run.Id} is in {region}, where nobody would look for it any more; {Remedy($"set it to {region}", began: run.StartedAt, spec)}"));
            if (kind != spec.Source.Kind)
                problems.Add(new Problem(Reason.InvalidSpec, "spec.source", $"names {(kind == DatabaseKind.Cluster ? "an instance" : "a cluster")} now, and {name} of run {run.Id} is {(kind == DatabaseKind.Cluster ? "a cluster" : "an instance")}, which nobody would look for any more; {Remedy("set it back", began: run.StartedAt, spec)}"));
        }

        return problems;
    }

    private static string Remedy(string back, DateTimeOffset? began, SnapshotRefreshSpec spec) =>
        $"{back} until a run has succeeded{(began is { } at ? $", or wait until {at + spec.Deadline + spec.Temporary.MaxAge + Sweeps:yyyy-MM-dd'T'HH:mm'Z'}, when the daily sweep has deleted it" : "")}";

    // arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-…
    private static string Region(string? arn) => arn?.Split(':') is [_, _, _, var region, ..] ? region : "";
}
