namespace Penumbra.Simulation.Cluster;

/// <summary>What one backend of a route's rule comes down to.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Pods">The ready pods behind it.</param>
public sealed record Backend(string Service, int Weight, IReadOnlyList<ReadyPod> Pods);
