namespace Penumbra.Simulation.Cluster;

/// <summary>What one pod has counted since it began.</summary>
/// <param name="Pod">The pod's UID.</param>
/// <param name="Total">Requests.</param>
/// <param name="Bad">Requests that failed.</param>
/// <param name="Slow">Requests that took more than a second.</param>
/// <param name="Cpu">CPU seconds.</param>
/// <param name="Memory">Bytes in use now.</param>
public readonly record struct PodCount(string Pod, long Total, long Bad, long Slow, double Cpu, double Memory);
