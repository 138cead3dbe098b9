using System.Text.Json.Nodes;

namespace Penumbra.Operator.Cluster;

/// <summary>What every pod that we make says of its own rights: all that the level <c>restricted</c> of the Pod Security Standards asks for, and nothing to write to.</summary>
public static class RestrictedPod
{
    /// <summary>The pod's <c>securityContext</c>.</summary>
    public static JsonObject Security() => new()
    {
        ["runAsNonRoot"] = true, ["runAsUser"] = 65532, ["runAsGroup"] = 65532, ["fsGroup"] = 65532, ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
    };

    /// <summary>Its containers' <c>securityContext</c>.</summary>
    public static JsonObject ContainerSecurity() => new()
    {
        ["allowPrivilegeEscalation"] = false, ["readOnlyRootFilesystem"] = true, ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
    };
}
