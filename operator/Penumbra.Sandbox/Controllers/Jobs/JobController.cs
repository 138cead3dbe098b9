using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Jobs;

/// <summary>Runs a Job's pods until enough succeeded or too many failed.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="firstBackoff">The wait after the first failed pod; it doubles. Kubernetes: 10 s.</param>
public sealed class JobController(IClusterApi cluster, TimeSpan? firstBackoff = null) : IController
{
    private readonly TimeSpan _firstBackoff = firstBackoff ?? TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Name => "job";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
        => change.Type == BuiltInTypes.Job ? [change.Object.Key()] : change.Type == BuiltInTypes.Pod ? change.Object.ControllerKey("Job") : [];

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.Job, key.Space, key.Name) is not { } job || job.IsDeleting())
            return null;
        if (Conditions.Status(job, "Complete") == "True" || Conditions.Status(job, "Failed") == "True")
            return Expire(job);
        return Work(job);
    }

    private TimeSpan? Work(JsonObject job)
    {
        var now = cluster.Time.GetUtcNow();
        var pods = cluster.List(BuiltInTypes.Pod, job.Space()).Where(pod => pod.IsControlledBy(job)).ToList();
        var active = pods.Where(ObjectMeta.IsActivePod).ToList();
        var succeeded = pods.Count(pod => pod.Text("status", "phase") == "Succeeded");
        var failedPods = pods.Where(pod => pod.Text("status", "phase") == "Failed").ToList();
        var failed = failedPods.Count + active.Sum(pod => (int)pod.Items("status", "containerStatuses")
            .Sum(container => container.Number("restartCount") ?? 0));
        var started = job.Moment("status", "startTime") ?? now;
        var completions = job.Number("spec", "completions");
        var deadline = job.Number("spec", "activeDeadlineSeconds") is { } seconds ? started + TimeSpan.FromSeconds(seconds) : (DateTimeOffset?)null;
        (string Type, string Reason, string Message)? end = null;
        TimeSpan? again = null;
        if (failedPods.FirstOrDefault(pod => PodFailures.FailsJob(job, pod)) is { } fatal)
            end = ("Failed", "PodFailurePolicy", $"Container of pod {fatal.Space()}/{fatal.Name()} failed with an exit code that matches the FailJob rule");
        else if (failed > job.Count(6, "spec", "backoffLimit"))
            end = ("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        else if (deadline <= now)
            end = ("Failed", "DeadlineExceeded", "Job was active longer than specified deadline");
        else if (completions is { } needed ? succeeded >= needed : succeeded > 0 && active.Count == 0)
            end = ("Complete", "CompletionsReached", "Reached expected number of succeeded pods");
        if (end is not null || job.Flag("spec", "suspend"))
        {
            foreach (var pod in active)
                cluster.Delete(BuiltInTypes.Pod, pod);
            active = [];
        }
        else
        {
            again = Fill(job, active, succeeded, failedPods, now);
            if (deadline is { } until)
                again = ClusterWrites.Earlier(again, until - now);
        }
        var ended = end;
        var written = cluster.EditStatus(BuiltInTypes.Job, job, status =>
        {
            if (!job.Flag("spec", "suspend"))
                status["startTime"] ??= now.Stamp();
            ReplicaSets.ReplicaSetController.SetOrRemove(status, "active", active.Count);
            ReplicaSets.ReplicaSetController.SetOrRemove(status, "succeeded", succeeded);
            ReplicaSets.ReplicaSetController.SetOrRemove(status, "failed", failed);
            status["ready"] = active.Count(ObjectMeta.IsReadyPod);
            if (ended is { } final)
            {
                Conditions.Set(status, final.Type == "Failed" ? "FailureTarget" : "SuccessCriteriaMet", "True", final.Reason, final.Message, now);
                Conditions.Set(status, final.Type, "True", final.Reason, final.Message, now);
                if (final.Type == "Complete")
                    status["completionTime"] ??= now.Stamp();
            }
        });
        return written ? again : ClusterWrites.Soon;
    }

    private TimeSpan? Fill(JsonObject job, List<JsonObject> active, int succeeded, List<JsonObject> failed, DateTimeOffset now)
    {
        var parallelism = job.Count(1, "spec", "parallelism");
        var wanted = job.Number("spec", "completions") is { } needed ? (int)Math.Min(parallelism, needed - succeeded) : succeeded > 0 ? active.Count
            : parallelism;
        foreach (var pod in active.Skip(Math.Max(0, wanted)).ToList())
        {
            cluster.Delete(BuiltInTypes.Pod, pod);
            active.Remove(pod);
        }
        if (active.Count >= wanted)
            return null;
        if (failed.Count > 0)
        {
            var last = failed.Max(pod => pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses"))
                .Select(container => container.Moment("state", "terminated", "finishedAt") ?? pod.Created()).DefaultIfEmpty(pod.Created()).Max());
            var wait = TimeSpan.FromTicks(Math.Min(LongestBackoff.Ticks, _firstBackoff.Ticks << Math.Min(10, failed.Count - 1)));
            if (last + wait > now)
                return last + wait - now;
        }
        while (active.Count < wanted && cluster.Create(BuiltInTypes.Pod, NewPod(job)) is { Succeeded: true } created)
            active.Add(created.Body);
        return null;
    }

    private static JsonObject NewPod(JsonObject job)
    {
        var pod = job.Map("spec", "template")?.Copy() ?? [];
        pod["apiVersion"] = "v1";
        pod["kind"] = "Pod";
        var meta = pod.Child("metadata");
        meta["generateName"] = job.Name() + "-";
        meta["namespace"] = job.Space();
        meta["ownerReferences"] = new JsonArray(ObjectMeta.OwnerReference(BuiltInTypes.Job, job));
        var labels = meta.Child("labels");
        foreach (var (label, value) in new[] { ("controller-uid", job.Uid()), ("job-name", job.Name()) })
        {
            labels[label] = value;
            labels["batch.kubernetes.io/" + label] = value;
        }
        return pod;
    }

    private TimeSpan? Expire(JsonObject job)
    {
        if (job.Number("spec", "ttlSecondsAfterFinished") is not { } seconds)
            return null;
        var finished = job.Items("status", "conditions")
            .Where(condition => condition.Text("type") is "Complete" or "Failed" && condition.Text("status") == "True")
            .Select(condition => condition.Moment("lastTransitionTime")).Max() ?? job.Created();
        var wait = finished + TimeSpan.FromSeconds(seconds) - cluster.Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            return wait;
        cluster.Delete(BuiltInTypes.Job, job);
        return null;
    }
}
