namespace Penumbra.Kubernetes.Views;

/// <summary>What a pod is.</summary>
public sealed record PodStatusView
{
    /// <summary>Pending, Running, Succeeded or Failed.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Its address.</summary>
    public string PodIP { get; init; } = "";

    /// <summary>Its conditions.</summary>
    public IReadOnlyList<PodConditionView> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>Its containers, those that prepare it left out.</summary>
    public IReadOnlyList<ContainerStatusView> ContainerStatuses { get; init => field = value ?? []; } = [];

    /// <summary>Whether it is ready.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsReady => Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });
}
