using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>A Job of a refresh, as far as its end counts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Succeeded">Whether it is complete.</param>
/// <param name="Failed">Whether it failed for good.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Why">Why it failed, in one word of the cluster's; null while it did not.</param>
/// <param name="Run">The id of its run, where its name does not tell it.</param>
public sealed record RefreshJob(string Name, bool Succeeded, bool Failed, DateTimeOffset? CreatedAt, string? Why = null, string? Run = null)
{
    /// <summary>Whether it has not ended.</summary>
    public bool Active => !Succeeded && !Failed;

    /// <summary>The id of its run, as its pods know it.</summary>
    public string RunId => Run ?? InputReader.RunId(Name, CreatedAt ?? default);

    /// <summary>Whether it ran longer than it may: then its pods, and what they could have told, are gone.</summary>
    public bool RanTooLong => Why == "DeadlineExceeded";

    /// <summary>Reads a Job of the cache.</summary>
    public static RefreshJob Of(CustomView job)
    {
        var conditions = (job.Status?.Parse() as JsonObject)?["conditions"] as JsonArray ?? [];
        JsonNode? Of(string type) => conditions.FirstOrDefault(condition => condition?["type"]?.GetValue<string>() == type && condition["status"]?.GetValue<string>() == "True");
        return new RefreshJob(job.Name, Of("Complete") is not null, Of("Failed") is not null, job.Metadata.CreationTimestamp, Of("Failed")?["reason"]?.GetValue<string>(), job.Metadata.Annotations.TryGetValue(Keys.CloudRun, out var run) ? run : null);
    }
}
