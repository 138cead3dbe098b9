using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Oracles;

/// <summary>Watches a run, and says what must not be.</summary>
/// <param name="cluster">The world.</param>
public abstract class Oracle(SimulatedCluster cluster)
{
    /// <summary>The world.</summary>
    protected SimulatedCluster Cluster { get; } = cluster;

    /// <summary>A write of the operator is about to be handled.</summary>
    public virtual void BeforeWrite(ApiCall call)
    {
    }

    /// <summary>A request was handled.</summary>
    public virtual void AfterCall(ApiCall call, ApiResponse response)
    {
    }

    /// <summary>The story, or somebody who is none of it, did something: the next of it may hide what this was.</summary>
    public virtual void AfterStory()
    {
    }

    /// <summary>Time has passed.</summary>
    public virtual void Tick()
    {
    }
}
