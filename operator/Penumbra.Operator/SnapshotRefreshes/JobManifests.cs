using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Worker;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>The CronJobs and Jobs of a refresh: own fields only, for server-side apply. Pure.</summary>
/// <param name="entry">The refresh, readable.</param>
/// <param name="options">The worker's image and addresses.</param>
public sealed class JobManifests(RefreshEntry entry, WorkerOptions options)
{
    private const int LatestStart = 6 * 60 * 60;
    private static readonly TimeSpan LongestSweep = TimeSpan.FromHours(1);
    private readonly string _name = entry.View.Name;
    private readonly SnapshotRefreshSpec _spec = entry.Spec!;

    /// <summary>
    /// The CronJob of the runs. Without a schedule it is suspended, and only the template of runs on demand. A run that could not start in time is caught up once, within six hours; that of an interval
    /// whenever it can start.
    /// </summary>
    /// <param name="held">Whether nothing may start now: something must be mended first.</param>
    public JsonObject Runs(bool held)
    {
        var cron = Object("CronJob", RefreshNames.Runs(_name));
        cron["spec"] = new JsonObject
        {
            ["schedule"] = _spec.Schedule ?? "0 0 1 1 *",
            ["timeZone"] = _spec.TimeZone,
            ["suspend"] = held || _spec.Suspend || _spec.Schedule is null,
            ["concurrencyPolicy"] = "Forbid",
            ["startingDeadlineSeconds"] = LatestStart,
            ["successfulJobsHistoryLimit"] = _spec.SuccessfulHistory,
            ["failedJobsHistoryLimit"] = _spec.FailedHistory,
            ["jobTemplate"] = new JsonObject { ["metadata"] = Labels(), ["spec"] = Job(RefreshMode.Refresh, Limit, null) },
        };

        // Kubernetes counts an interval from now minus this deadline, once that is later than the last time: a longer interval would never end.
        if (CronSchedule.IsInterval(_spec.Schedule)) cron["spec"]!.AsObject().Remove("startingDeadlineSeconds");
        return cron;
    }

    /// <summary>The CronJob of the daily sweep: it runs whether the refresh is suspended or not.</summary>
    public JsonObject Sweep()
    {
        var minute = RefreshNames.SweepMinute(entry.View.Uid);
        var cron = Object("CronJob", RefreshNames.Sweep(_name));
        cron["spec"] = new JsonObject
        {
            ["schedule"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{minute % 60} {minute / 60} * * *"),
            ["timeZone"] = "Etc/UTC",
            ["suspend"] = false,
            ["concurrencyPolicy"] = "Forbid",
            ["startingDeadlineSeconds"] = LatestStart,
            ["successfulJobsHistoryLimit"] = 1,
            ["failedJobsHistoryLimit"] = 1,
            ["jobTemplate"] = new JsonObject { ["metadata"] = Labels(), ["spec"] = Job(RefreshMode.Sweep, LongestSweep, null) },
        };
        return cron;
    }

    /// <summary>A run on demand, as if the CronJob had started it: it counts among its Jobs.</summary>
    /// <param name="word">The annotation's value.</param>
    /// <param name="cronJobUid">The CronJob's UID.</param>
    /// <param name="now">The moment: it names the run.</param>
    public JsonObject OnDemand(string word, string cronJobUid, DateTimeOffset now)
    {
        var job = Object("Job", RefreshNames.OnDemand(_name, entry.View.Uid, word), owned: false);
        job["metadata"]!["annotations"] = new JsonObject { ["cronjob.kubernetes.io/instantiate"] = "manual", [Keys.CloudRun] = InputReader.Text(now) };
        job["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "batch/v1", ["kind"] = "CronJob", ["name"] = RefreshNames.Runs(_name), ["uid"] = cronJobUid, ["controller"] = true, ["blockOwnerDeletion"] = false,
        });
        job["spec"] = Job(RefreshMode.Refresh, Limit, InputReader.Text(now));
        return job;
    }

    /// <summary>The cleanup of a refresh that goes. It belongs to nobody: it must outlive what it cleans up after.</summary>
    public JsonObject CleanUp()
    {
        var job = Object("Job", RefreshNames.CleanUp(_name, entry.View.Uid), owned: false);
        job["spec"] = Job(RefreshMode.Remove, TimeSpan.FromHours(1), null);
        job["spec"]!["ttlSecondsAfterFinished"] = 3600;
        return job;
    }

    // The worker keeps the deadline of the run, from when its turn has come. Behind another run only one with containers waits, for as long as that may take; the others wait for a sweep.
    private TimeSpan Limit => (_spec.Sanitize.Any(step => step is SanitizeStep.Container) ? _spec.Deadline : LongestSweep) + _spec.Deadline + TimeSpan.FromMinutes(15);

    private JsonObject Job(RefreshMode mode, TimeSpan limit, string? run) => new()
    {
        // A pod is replaced once it is gone, never beside one that still ends: and the Lease would hold the second up anyway.
        ["podReplacementPolicy"] = "Failed",
        ["backoffLimit"] = 6,
        ["activeDeadlineSeconds"] = (long)limit.TotalSeconds,
        ["podFailurePolicy"] = new JsonObject
        {
            // By name: what a container of the spec ends with is its own affair, and tried again.
            ["rules"] = new JsonArray(
            [
                .. PodSegment.Of(_spec, mode).Reverse().Select(worker => new JsonObject { ["action"] = "FailJob", ["onExitCodes"] = new JsonObject { ["containerName"] = worker.Name, ["operator"] = "In", ["values"] = Final(worker) } }),
                new JsonObject { ["action"] = "Ignore", ["onPodConditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True" }) },
            ]),
        },
        ["template"] = new PodManifest(entry, options).Template(mode, run),
    };

    // A run that is over when a container's turn comes must not let it work: there may be no database any more.
    private static JsonArray Final(PodSegment worker) => worker.Next is null ? new JsonArray(ExitCode.Failed) : new JsonArray(ExitCode.Failed, ExitCode.Ended);

    private JsonObject Labels() => new() { ["labels"] = new JsonObject { [Keys.Refresh] = _name } };

    private JsonObject Object(string kind, string name, bool owned = true)
    {
        var metadata = new JsonObject { ["namespace"] = entry.View.Namespace, ["name"] = name, ["labels"] = new JsonObject { [Keys.Refresh] = _name } };
        if (owned)
        {
            metadata["annotations"] = new JsonObject { [Keys.OwnerUid] = entry.View.Uid };
            metadata["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = "penumbra.dev/v1alpha1", ["kind"] = "SnapshotRefresh", ["name"] = _name, ["uid"] = entry.View.Uid, ["controller"] = true, ["blockOwnerDeletion"] = false,
            });
        }

        return new JsonObject { ["apiVersion"] = "batch/v1", ["kind"] = kind, ["metadata"] = metadata };
    }
}
