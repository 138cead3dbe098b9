using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Jobs;

/// <summary>Makes Jobs on a schedule.</summary>
public sealed class CronJobController(IClusterApi cluster) : IController
{
    /// <inheritdoc/>
    public string Name => "cronjob";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
        => change.Type == BuiltInTypes.CronJob ? [change.Object.Key()] : change.Type == BuiltInTypes.Job ? change.Object.ControllerKey("CronJob")
            : [];

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.CronJob, key.Space, key.Name) is not { } cron || cron.IsDeleting())
            return null;
        var jobs = cluster.List(BuiltInTypes.Job, key.Space).Where(job => job.IsControlledBy(cron)).OrderBy(ObjectMeta.Created)
            .ThenBy(ObjectMeta.Name, StringComparer.Ordinal).ToList();
        Trim(jobs, "Complete", cron.Count(3, "spec", "successfulJobsHistoryLimit"));
        Trim(jobs, "Failed", cron.Count(1, "spec", "failedJobsHistoryLimit"));

        // What somebody else made in the CronJob's name is no run of its schedule: it holds nothing up.
        var started = cron.Items("status", "active").Select(reference => reference.Text("uid")).ToHashSet(StringComparer.Ordinal);
        var active = jobs.Where(job => IsActive(job) && started.Contains(job.Uid())).ToList();
        DateTimeOffset? scheduled = null;
        TimeSpan? again = null;
        if (!cron.Flag("spec", "suspend") && CronSchedule.Parse(cron.Text("spec", "schedule") ?? "", cron.Text("spec", "timeZone")) is { } schedule)
            again = Due(cron, schedule, active, out scheduled);
        var successes = jobs.Where(job => Conditions.Status(job, "Complete") == "True").Select(job => job.Moment("status", "completionTime")).Max();
        var written = cluster.EditStatus(BuiltInTypes.CronJob, cron, status =>
        {
            if (active.Count == 0)
                status.Remove("active");
            else
                status["active"] = active.Select(Reference).ToJsonArray();
            if (scheduled is { } time)
                status["lastScheduleTime"] = time.Stamp();
            if (successes is { } success)
                status["lastSuccessfulTime"] = success.Stamp();
        });
        return written ? again : ClusterWrites.Soon;
    }

    private static bool IsActive(JsonObject job) => Conditions.Status(job, "Complete") != "True" && Conditions.Status(job, "Failed") != "True"
        && !job.IsDeleting();

    private static JsonNode Reference(JsonObject job) => new JsonObject
    {
        ["apiVersion"] = "batch/v1",
        ["kind"] = "Job",
        ["name"] = job.Name(),
        ["namespace"] = job.Space(),
        ["uid"] = job.Uid(),
    };

    /// <summary>Starts what is due; of several missed times only the latest. Returns when the next is.</summary>
    private TimeSpan? Due(JsonObject cron, CronSchedule schedule, List<JsonObject> active, out DateTimeOffset? scheduled)
    {
        scheduled = null;
        var now = cluster.Time.GetUtcNow();
        var last = cron.Moment("status", "lastScheduleTime") ?? cron.Created();
        var since = last;

        // As Kubernetes has it: an interval (@every) that is longer than this deadline never ends.
        if (cron.Number("spec", "startingDeadlineSeconds") is { } seconds && now - TimeSpan.FromSeconds(seconds) > since)
            since = now - TimeSpan.FromSeconds(seconds);
        DateTimeOffset? due = null;
        for (var time = schedule.Next(since); time <= now; time = schedule.Next(time.Value))
            due = time;
        var again = schedule.Next(last, now) - now;
        if (due is not { } moment)
            return again;
        switch (cron.Text("spec", "concurrencyPolicy"))
        {
            case "Forbid" when active.Count > 0:
                // Looked at again when the active Job ends: the time is not lost before its deadline.
                return again;
            case "Replace":
                foreach (var job in active)
                    cluster.Delete(BuiltInTypes.Job, job);
                active.Clear();
                break;
            default:
                break;
        }
        var result = cluster.Create(BuiltInTypes.Job, NewJob(cron, moment));
        if (result.Succeeded)
            active.Add(result.Body);
        else if (result.Code != 409)
            return TimeSpan.FromSeconds(1);

        // Made before a crash, and not written down.
        else if (cluster.Get(BuiltInTypes.Job, cron.Space(), JobName(cron, moment)) is { } made && made.IsControlledBy(cron) && IsActive(made))
            active.Add(made);
        scheduled = moment;
        return again;
    }

    private static JsonObject NewJob(JsonObject cron, DateTimeOffset time)
    {
        var template = cron.Map("spec", "jobTemplate");
        var annotations = template?.Map("metadata", "annotations")?.Copy() ?? [];
        annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"] = time.Stamp();
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject
            {
                ["name"] = JobName(cron, time),
                ["namespace"] = cron.Space(),
                ["labels"] = template?.Map("metadata", "labels")?.Copy() ?? [],
                ["annotations"] = annotations,
                ["ownerReferences"] = new JsonArray(ObjectMeta.OwnerReference(BuiltInTypes.CronJob, cron)),
            },
            ["spec"] = template?.Map("spec")?.Copy() ?? [],
        };
    }

    // Minutes since the epoch: the same time never makes two Jobs.
    private static string JobName(JsonObject cron, DateTimeOffset time) => $"{cron.Name()}-{(time.ToUnixTimeSeconds() / 60).ToString(CultureInfo.InvariantCulture)}";

    private void Trim(List<JsonObject> jobs, string condition, int keep)
    {
        var finished = jobs.Where(job => Conditions.Status(job, condition) == "True" && !job.IsDeleting()).ToList();
        foreach (var job in finished.Take(Math.Max(0, finished.Count - keep)))
        {
            cluster.Delete(BuiltInTypes.Job, job);
            jobs.Remove(job);
        }
    }
}
