using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>The two Services of a launch.</summary>
public static class ServiceManifest
{
    /// <summary>A Service that selects one revision.</summary>
    public static JsonObject Make(CustomView launch, string name, string revision, JsonArray ports, bool isApex)
    {
        var annotations = new JsonObject { [Keys.OwnerUid] = launch.Uid };
        if (isApex) annotations[Keys.Stable] = revision;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = launch.Namespace,
                ["labels"] = new JsonObject { [Keys.Launch] = launch.Name, ["app.kubernetes.io/managed-by"] = "penumbra" },
                ["annotations"] = annotations,
            },
            ["spec"] = new JsonObject
            {
                ["selector"] = new JsonObject { [Keys.Launch] = launch.Name, [Keys.Revision] = revision },
                ["ports"] = ports,
            },
        };
    }
}
