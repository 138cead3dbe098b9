using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Reads every fact about the replay of one shadow: its Job, what the Job's pod said when it failed, and what it waits for while it has not begun.</summary>
/// <param name="caches">The caches.</param>
/// <param name="client">Where pods, and Jobs of others, are read.</param>
/// <param name="options">How the Job is made.</param>
public sealed class ReplayGatherer(ShadowCaches caches, IKubernetesClient client, ComparisonOptions options)
{
    private const int PodsOfPage = 500;

    /// <summary>The Job of the replay; null where there is none of ours.</summary>
    public static CustomView? Job(ShadowCaches caches, ShadowEntry entry) => caches.Jobs.Get(new ObjectKey(entry.Namespace, ShadowNames.Replay(entry.Name))) is { } job && ShadowGatherer.IsOurs(job, entry) ? job : null;

    /// <summary>The facts with those of the replay. Pods are looked at only when none runs: why it failed, or what it waits for.</summary>
    public async Task<ShadowObserved> GatherAsync(ShadowObserved seen, ShadowEntry entry, CancellationToken cancellationToken)
    {
        if (Job(caches, entry) is not { } job) return seen;
        var server = caches.Cluster.Services.Get(new ObjectKey(entry.Namespace, ShadowNames.Server(entry.Name)));
        var hash = entry is { Spec.Replay: not null, Status: { Subject: { } subject, Since: { } since } } && server is not null ? new ReplayManifest(entry, options, server, subject, since).Hash : null;
        var facts = ReplayJob.Facts(job, hash);
        if (!facts.Current || facts.Succeeded || (facts.Failure is null && ReplayJob.Runs(job))) return seen with { Replay = facts };
        var query = new ListQuery(ResourceKinds.Pod, entry.Namespace, $"{Keys.ShadowPart}={ShadowNames.Replaying},{Keys.Shadow}={entry.Name}");
        var page = await ListReader.ReadAsync(client, query, ViewJson.Default.CustomView, PodsOfPage, cancellationToken);
        if (!page.Succeeded) return seen with { Replay = facts };
        var pods = page.Value.Items.OrderByDescending(pod => pod.Metadata.CreationTimestamp).ToList();
        if (facts.Failure is null) return seen with { Replay = facts with { Waits = ReplayJob.Waits(job, pods, seen.Status.Replay?.Total is not null) } };
        return pods.Select(ReplayJob.LastWords).FirstOrDefault(words => words is not null) is { } said ? seen with { Replay = facts with { Failure = said } } : seen with { Replay = facts };
    }

    /// <summary>Whether the Job's name is somebody else's. Jobs of others are not cached: before one is made, it is looked whether its name is free.</summary>
    public async Task<Problem?> ForeignAsync(ShadowObserved seen, ShadowEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Spec?.Replay is null || seen.Object.Deleting || seen.Replay.Exists || entry.Status is { Subject: null } or { DecidedAt: not null } or { Replay.IsFinished: true }) return null;
        var name = ShadowNames.Replay(entry.Name);
        var found = await client.GetAsync(ResourceKinds.Job, new ObjectKey(entry.Namespace, name), Projections.Whole, cancellationToken);
        return found.Succeeded && found.Value["metadata"]?["annotations"]?[Keys.OwnerUid]?.GetValue<string>() != entry.View.Uid
            ? new Problem(Reason.NameTaken, "metadata.name", $"Job {name} exists and is not this shadow's; rename one of the two")
            : null;
    }
}
