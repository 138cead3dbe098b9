using System.Text.Json.Nodes;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>A container of <c>spec.sanitize</c> that failed, or cannot start, in the newest pod of a run.</summary>
/// <param name="Step">The step.</param>
/// <param name="Pod">The pod.</param>
/// <param name="ExitCode">With what it ended; null when it waits.</param>
/// <param name="Waits">What it waits for, in one word of the kubelet's; null when it ended.</param>
public sealed record ContainerTrouble(string Step, string Pod, int? ExitCode, string? Waits)
{
    private static readonly string[] Ordinary = ["PodInitializing", "ContainerCreating"];

    /// <summary>The same for people: never what the container said.</summary>
    public string Message => ExitCode is { } code ? $"container {Step} of pod {Pod} ended with exit code {code}" : $"container {Step} of pod {Pod} does not start: {Waits}";

    /// <summary>Which pods to look at: those of a Job.</summary>
    public static string Selector(RefreshJob job) => $"batch.kubernetes.io/job-name={job.Name}";

    /// <summary>Reads the pods of a Job; null when no container of the spec is in trouble.</summary>
    public static ContainerTrouble? Of(SnapshotRefreshSpec spec, IEnumerable<CustomView> pods)
    {
        if (pods.OrderByDescending(pod => pod.Metadata.CreationTimestamp).ThenBy(pod => pod.Name, StringComparer.Ordinal).FirstOrDefault() is not { } newest) return null;
        var names = spec.Sanitize.OfType<SanitizeStep.Container>().Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var status in ((newest.Status?.Parse() as JsonObject)?["initContainerStatuses"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (status["name"]?.GetValue<string>() is not { } name || !names.Contains(name)) continue;
            if (status["state"]?["terminated"]?["exitCode"]?.GetValue<int>() is { } code and not 0) return new ContainerTrouble(name, newest.Name, code, null);
            if (status["state"]?["waiting"]?["reason"]?.GetValue<string>() is { } reason && !Ordinary.Contains(reason)) return new ContainerTrouble(name, newest.Name, null, reason);
        }

        return null;
    }
}
