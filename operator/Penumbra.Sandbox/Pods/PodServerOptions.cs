namespace Penumbra.Sandbox.Pods;

/// <summary>What a pod's web server needs to know.</summary>
/// <param name="PodName">The pod's name, answered in X-Pod.</param>
/// <param name="Seed">Where the even spreading of faults begins; pods differ.</param>
/// <param name="Address">The pod's IP address.</param>
/// <param name="Ports">The container's ports.</param>
/// <param name="MetricsPort">The port that answers /metrics besides, or null.</param>
/// <param name="Settings">The behaviour.</param>
/// <param name="StartedAt">When the container started.</param>
public sealed record PodServerOptions(string PodName, uint Seed, string Address, IReadOnlyList<int> Ports, int? MetricsPort, PodSettings Settings,
    DateTimeOffset StartedAt);
