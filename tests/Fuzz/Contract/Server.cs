using Penumbra.Sandbox.ApiServer;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Fuzz.Contract;

/// <summary>An API server with the definitions of <c>crds/</c>.</summary>
public static class Server
{
    /// <summary>Makes one.</summary>
    public static SandboxApiServer Make() => new(BaseCluster.Make(), new ApiServerOptions());
}
