using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.ReplicaSets;

/// <summary>
/// Which pod goes first when a ReplicaSet shrinks, as Kubernetes' ActivePods order has it: unscheduled, pending, not ready,
/// cheaper by <c>controller.kubernetes.io/pod-deletion-cost</c>, ready for less time, more restarts, newer.
/// </summary>
internal sealed class PodDeletionOrder : IComparer<JsonObject>
{
    public static readonly PodDeletionOrder Instance = new();

    public int Compare(JsonObject? x, JsonObject? y)
    {
        if (x is null || y is null)
            return (x is null).CompareTo(y is null);
        var order = (x.Text("spec", "nodeName") is not null).CompareTo(y.Text("spec", "nodeName") is not null);
        if (order == 0)
            order = (x.Text("status", "phase") == "Running").CompareTo(y.Text("status", "phase") == "Running");
        if (order == 0)
            order = x.IsReadyPod().CompareTo(y.IsReadyPod());
        if (order == 0)
            order = Cost(x).CompareTo(Cost(y));
        if (order == 0)
            order = Since(y).CompareTo(Since(x));
        if (order == 0)
            order = Restarts(y).CompareTo(Restarts(x));
        if (order == 0)
            order = y.Created().CompareTo(x.Created());
        return order != 0 ? order : string.CompareOrdinal(x.Name(), y.Name());
    }

    private static int Cost(JsonObject pod)
        => int.TryParse(pod.Annotation("controller.kubernetes.io/pod-deletion-cost"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var cost) ? cost : 0;

    private static DateTimeOffset Since(JsonObject pod) => Conditions.Find(pod["status"], "Ready")
        .Moment("lastTransitionTime") ?? DateTimeOffset.UnixEpoch;

    private static long Restarts(JsonObject pod) => pod.Items("status", "containerStatuses").Sum(container => container.Number("restartCount") ?? 0);
}
