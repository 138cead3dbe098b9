using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>A Job of a refresh, as far as its end counts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Succeeded">Whether it is complete.</param>
/// <param name="Failed">Whether it failed for good.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Why">Why it failed, in one word of the cluster's; null while it did not.</param>
/// <param name="Run">The id of its run, where its name does not tell it.</param>
/// <param name="Account">The service account of its pods; null where it names none.</param>
/// <param name="Uid">Its UID.</param>
public sealed record RefreshJob(string Name, bool Succeeded, bool Failed, DateTimeOffset? CreatedAt, string? Why = null, string? Run = null, string? Account = null, string Uid = "")
{
    /// <summary>Whether it has not ended.</summary>
    public bool Active => !Succeeded && !Failed;

    /// <summary>The id of its run, as its pods know it.</summary>
    public string RunId => Run ?? InputReader.RunId(Name, Uid, CreatedAt);

    /// <summary>Whether it ran longer than it may: then its pods, and what they could have told, are gone.</summary>
    public bool RanTooLong => Why == "DeadlineExceeded";

    /// <summary>The Jobs of runs, among all that carry a refresh's label: the schedule's, those on demand, and those that a hand made of the CronJob (<c>kubectl create job --from=cronjob/…</c>).</summary>
    public static List<RefreshJob> Runs(IEnumerable<CustomView> jobs, ObjectKey refresh) =>
        [.. jobs.Where(job => job.Name.StartsWith($"{RefreshNames.Runs(refresh.Name)}-", StringComparison.Ordinal) || job.Name.StartsWith($"{refresh.Name}-now-", StringComparison.Ordinal) || IsByHand(job, refresh)).Select(Of)];

    /// <summary>The Jobs of the daily sweep, among all that carry a refresh's label.</summary>
    public static List<RefreshJob> Sweeps(IEnumerable<CustomView> jobs, ObjectKey refresh) =>
        [.. jobs.Where(job => job.Name.StartsWith($"{RefreshNames.Sweep(refresh.Name)}-", StringComparison.Ordinal) && !IsByHand(job, refresh)).Select(Of)];

    /// <summary>Reads a Job.</summary>
    public static RefreshJob Of(CustomView job)
    {
        var conditions = (job.Status?.Parse() as JsonObject)?["conditions"] as JsonArray ?? [];
        JsonNode? Of(string type) => conditions.FirstOrDefault(condition => condition?["type"]?.GetValue<string>() == type && condition["status"]?.GetValue<string>() == "True");
        return new RefreshJob(job.Name, Of("Complete") is not null, Of("Failed") is not null, job.Metadata.CreationTimestamp, Of("Failed")?["reason"]?.GetValue<string>(), job.Metadata.Annotations.TryGetValue(Keys.CloudRun, out var run) ? run : null,
            (job.Spec?.Parse() as JsonObject)?["template"]?["spec"]?["serviceAccountName"]?.GetValue<string>(), job.Uid);
    }

    private static bool IsByHand(CustomView job, ObjectKey refresh) => job.Metadata.Annotations.TryGetValue("cronjob.kubernetes.io/instantiate", out _) && !job.Name.StartsWith(RefreshNames.CleanUp(refresh.Name, ""), StringComparison.Ordinal);
}
