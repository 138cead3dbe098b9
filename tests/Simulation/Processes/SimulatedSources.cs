using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Metrics;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Processes;

/// <summary>The metric source <c>pods</c> of the simulated world: it counts what users really get.</summary>
/// <param name="cluster">The world.</param>
/// <param name="clock">The process's clock.</param>
public sealed class SimulatedSources(SimulatedCluster cluster, TimeProvider clock) : IMetricSources
{
    /// <inheritdoc/>
    public IMetricSource? Find(string name) => name == "pods" && !cluster.IsSourceGone ? new SimulatedSource(cluster, clock) : null;

    /// <inheritdoc/>
    public Problem? Check(Objective objective, string path) => Find(objective.Source) is null ? new Problem(Reason.SourceNotFound, $"{path}.source", $"there is no MetricSource {objective.Source}") : null;
}
