using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>A Job of a refresh, as far as its end counts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Succeeded">Whether it is complete.</param>
/// <param name="Failed">Whether it failed for good.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record RefreshJob(string Name, bool Succeeded, bool Failed, DateTimeOffset? CreatedAt)
{
    /// <summary>Whether it has not ended.</summary>
    public bool Active => !Succeeded && !Failed;

    /// <summary>Reads a Job of the cache.</summary>
    public static RefreshJob Of(CustomView job)
    {
        var conditions = (job.Status?.Parse() as JsonObject)?["conditions"] as JsonArray ?? [];
        bool Has(string type) => conditions.Any(condition => condition?["type"]?.GetValue<string>() == type && condition["status"]?.GetValue<string>() == "True");
        return new RefreshJob(job.Name, Has("Complete"), Has("Failed"), job.Metadata.CreationTimestamp);
    }
}
