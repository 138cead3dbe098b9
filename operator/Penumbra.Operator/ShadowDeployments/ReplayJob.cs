using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Reads the Job of a replay, and of its pods why they failed.</summary>
public static class ReplayJob
{
    private const string Prefix = "penumbra: ";
    private const int Longest = 300;

    /// <summary>The facts of a Job.</summary>
    /// <param name="job">The Job.</param>
    /// <param name="hash">What it should be made from; null when nothing should be there.</param>
    public static ReplayFacts Facts(CustomView job, string? hash)
    {
        // One that goes is as good as gone; its name may be taken for a moment.
        if (job.Deleting) return ReplayFacts.None;
        var conditions = ((job.Status?.Parse() as JsonObject)?["conditions"] as JsonArray ?? []).OfType<JsonObject>().Where(condition => Text(condition, "status") == "True").ToList();
        var failed = conditions.FirstOrDefault(condition => Text(condition, "type") == "Failed");
        return new ReplayFacts
        {
            Exists = true,
            Current = hash is not null && job.Metadata.Annotations.TryGetValue(Keys.Applied, out var known) && known == hash,
            Succeeded = conditions.Any(condition => Text(condition, "type") == "Complete"),
            Failure = failed is null ? null : $"its Job {job.Name} failed ({Text(failed, "reason")})",
        };
    }

    /// <summary>Whether a pod of the Job runs, as its status says.</summary>
    public static bool Runs(CustomView job) => (job.Status?.Parse() as JsonObject)?["ready"] is JsonValue value && value.TryGetValue<int>(out var ready) && ready > 0;

    /// <summary>What keeps a Job's pod from beginning, as far as the cluster says; null when one has begun.</summary>
    /// <param name="job">The Job.</param>
    /// <param name="pods">Its pods, the newest first.</param>
    /// <param name="hasBegun">Whether one has begun before: then the next comes by itself.</param>
    public static ReplayWait? Waits(CustomView job, IReadOnlyList<CustomView> pods, bool hasBegun)
    {
        if ((pods.Count == 0 ? job : pods[0]).Metadata.CreationTimestamp is not { } since) return null;
        var waits = pods.Count > 0 ? WaitsFor(pods[0]) : hasBegun ? null : $"Job {job.Name} has made none; its events say why";
        return waits is null ? null : new ReplayWait(waits, since);
    }

    /// <summary>What a failed pod said last; null when it said nothing that is meant for people.</summary>
    public static string? LastWords(CustomView pod)
    {
        var statuses = (pod.Status?.Parse() as JsonObject)?["containerStatuses"] as JsonArray ?? [];
        var message = statuses.OfType<JsonObject>().Select(status => Text((status["state"] as JsonObject)?["terminated"] as JsonObject, "message")).FirstOrDefault(text => text.Length > 0) ?? "";
        if (message.Split('\n').LastOrDefault(line => line.StartsWith(Prefix, StringComparison.Ordinal)) is not { } last) return null;
        return Short(last[Prefix.Length..]);
    }

    private static string? WaitsFor(CustomView pod)
    {
        if (pod.Status?.Parse() is not JsonObject status || Text(status, "phase") is not ("" or "Pending")) return null;
        var scheduled = (status["conditions"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(condition => Text(condition, "type") == "PodScheduled" && Text(condition, "status") == "False");
        if (scheduled is not null) return Short(Text(scheduled, "message")) is { Length: > 0 } message ? message : "no node takes it";
        var waiting = (status["containerStatuses"] as JsonArray ?? []).OfType<JsonObject>().Select(container => Text((container["state"] as JsonObject)?["waiting"] as JsonObject, "reason")).FirstOrDefault(reason => reason.Length > 0);

        // The kubelet says what it lacks in events alone.
        return waiting is null or "ContainerCreating" ? $"its volumes are not there, or its node is slow; the events of pod {pod.Name} say which" : $"pod {pod.Name}: {Short(waiting)}";
    }

    private static string Short(string text)
    {
        var words = new string([.. text.Trim().Where(letter => !char.IsControl(letter))]);
        return words.Length <= Longest ? words : words[..Longest];
    }

    private static string Text(JsonObject? fields, string name) => fields?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
