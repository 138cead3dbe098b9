using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>What a shadow needs to know of a pod.</summary>
/// <param name="Address">Its address; empty while it has none.</param>
/// <param name="Ready">Whether it is ready and stays.</param>
/// <param name="Images">What its containers run, by digest where the kubelet says it.</param>
/// <param name="Named">The same by the texts of its spec, container by container.</param>
/// <param name="View">The pod as it is measured.</param>
public sealed record PodFacts(string Address, bool Ready, IReadOnlyList<string> Images, IReadOnlyList<string> Named, PodView View)
{
    /// <summary>Whether it stays and has been ready, now or before: what it runs belongs to what users are served by, also while it is away for a moment.</summary>
    public bool HasServed { get; init; }

    /// <summary>Reads a pod.</summary>
    public static PodFacts Of(CustomView pod)
    {
        var status = pod.Status?.Parse() as JsonObject;
        var containers = (pod.Spec?.Parse() as JsonObject)?["containers"] as JsonArray ?? [];
        var statuses = (status?["containerStatuses"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var view = new PodView
        {
            Metadata = pod.Metadata,
            Spec = pod.Spec is { } spec ? JsonSerializer.Deserialize(spec.Utf8, ViewJson.Default.PodSpecView)! : new PodSpecView(),
            Status = pod.Status is { } said ? JsonSerializer.Deserialize(said.Utf8, ViewJson.Default.PodStatusView)! : new PodStatusView(),
        };
        return new PodFacts(
            view.Status.PodIP, view.Status.IsReady && !pod.Deleting,
            [.. containers.OfType<JsonObject>().Select(container => statuses.FirstOrDefault(known => Text(known, "name") == Text(container, "name")) is { } known && Text(known, "imageID") is { Length: > 0 } id ? id : Text(container, "image"))],
            [.. containers.OfType<JsonObject>().Select(container => Text(container, "image"))],
            view)
        { HasServed = !pod.Deleting && Text(status, "phase") is not ("Failed" or "Succeeded") && (view.Status.IsReady || WasReady(status)) };
    }

    /// <summary>What users are served by, by digest, sorted: none while no pod is ready. A pod that is not ready for a moment makes it no other program, and one that never was is no part of it.</summary>
    public static IReadOnlyList<string> ServedBy(IReadOnlyList<PodFacts> pods) =>
        pods.Any(pod => pod.Ready) ? [.. pods.Where(pod => pod.HasServed).SelectMany(pod => pod.Images).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];

    // The kubelet says that a pod is not ready when it accepts it; what says so later was ready in between.
    private static bool WasReady(JsonObject? status) =>
        (status?["conditions"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(condition => Text(condition, "type") == "Ready") is { } ready
        && DateTimeOffset.TryParse(Text(ready, "lastTransitionTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
        && DateTimeOffset.TryParse(Text(status, "startTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) && since > start;

    /// <summary>
    /// What ready copies of a template run, by digest, sorted: of the containers that the template names, as a sidecar that a mesh injects is no part of what is compared. Pods of an earlier template name others.
    /// </summary>
    /// <param name="copies">The pods.</param>
    /// <param name="images">The template's images, by their texts.</param>
    public static IReadOnlyList<string> RunBy(IEnumerable<PodFacts> copies, IReadOnlyList<string> images) =>
    [
        .. copies.Where(pod => pod.Ready && images.All(pod.Named.Contains)).SelectMany(pod => pod.Named.Zip(pod.Images).Where(container => images.Contains(container.First)).Select(container => container.Second))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The images that all ready pods name, by their texts; none where there is no ready pod. What only some of them name was compared in a mixture.</summary>
    public static IReadOnlyList<string> NamedByAll(IEnumerable<PodFacts> pods) =>
        pods.Where(pod => pod.Ready).Select(pod => pod.Named).ToList() is [var first, .. var rest] ? [.. first.Where(image => rest.TrueForAll(other => other.Contains(image)))] : [];

    private static string Text(JsonObject? fields, string name) => fields?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
