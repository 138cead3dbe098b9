using System.Collections.Immutable;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Rehearsal.Worlds;

/// <summary>A revision of the rehearsed cluster: pods that are ready a while after they were asked for.</summary>
internal sealed record RehearsedRevision(string Hash, DateTimeOffset Created)
{
    /// <summary>How many pods it is asked to have.</summary>
    public int Replicas { get; init; }

    /// <summary>Those of them that are ready, oldest first.</summary>
    public ImmutableList<PodGroup> Groups { get; init; } = [];

    /// <summary>How many of them are ready.</summary>
    public int Ready => Groups.Sum(group => group.Pods);

    /// <summary>When the others will be; null when all are.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>Its attempt.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How that ended.</summary>
    public RevisionOutcome? Outcome { get; init; }

    /// <summary>Asks for another size.</summary>
    public RehearsedRevision Sized(int replicas, DateTimeOffset readyAt) => this with
    {
        Replicas = replicas,
        Groups = Kept(replicas),
        ReadyAt = Ready < replicas ? readyAt : null,
    };

    /// <summary>All that it is asked to have are ready; those that were not had started then.</summary>
    public RehearsedRevision Started(DateTimeOffset at) => this with { Groups = Replicas > Ready ? Groups.Add(new PodGroup(at, Replicas - Ready)) : Groups, ReadyAt = null };

    // Kubernetes ends the youngest first.
    private ImmutableList<PodGroup> Kept(int most)
    {
        var kept = ImmutableList.CreateBuilder<PodGroup>();
        foreach (var group in Groups)
        {
            if (most <= 0) break;
            kept.Add(group with { Pods = Math.Min(group.Pods, most) });
            most -= group.Pods;
        }

        return kept.ToImmutable();
    }

    /// <summary>What a pass sees of it.</summary>
    public RevisionFacts Facts(string launch) => new()
    {
        Hash = Hash, Deployment = $"{launch}-{Hash}", Uid = $"uid-{Hash}", Fingerprint = $"fingerprint-{Hash}", Replicas = Replicas, Ready = Ready, Pods = Replicas,
        Created = Created, Attempt = Attempt, Outcome = Outcome, Images = [Hash],
    };
}
