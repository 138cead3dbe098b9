namespace Penumbra.Simulation.Cluster;

/// <summary>What one pod has counted since it began.</summary>
/// <param name="Pod">The pod's UID.</param>
/// <param name="Total">Requests.</param>
/// <param name="Bad">Requests that failed.</param>
/// <param name="Slow">Requests that took more than a second.</param>
public readonly record struct PodCount(string Pod, long Total, long Bad, long Slow);
