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
            view);
    }

    private static string Text(JsonObject? fields, string name) => fields?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
