using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.GatewayApi;

/// <summary>Accepts the GatewayClasses of the sandbox's gateway, and says what it can do.</summary>
public sealed class GatewayClassController(IClusterApi cluster) : IController
{
    /// <inheritdoc/>
    public string Name => "gatewayclass";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change) => change.Type == BuiltInTypes.GatewayClass ? [change.Object.Key()] : [];

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.GatewayClass, null, key.Name) is not { } obj || obj.Text("spec", "controllerName") != GatewayNames.Controller)
            return null;
        var written = cluster.EditStatus(BuiltInTypes.GatewayClass, obj, status =>
        {
            Conditions.Set(status, "Accepted", "True", "Accepted", "served by the sandbox", cluster.Time.GetUtcNow(), obj.Generation());
            status["supportedFeatures"] = GatewayFeatures.Names.Select(name => new JsonObject { ["name"] = name }).ToJsonArray();
        });
        return written ? null : ClusterWrites.Soon;
    }
}
