using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Ownership;

/// <summary>Gives each namespace the ConfigMap <c>kube-root-ca.crt</c>, with the certificate that the API server is trusted by, and makes it again when somebody changes or deletes it.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="certificate">The certificate in PEM.</param>
public sealed class RootCertificateController(IClusterApi cluster, string certificate) : IController
{
    private const string ConfigMap = "kube-root-ca.crt";
    private const string File = "ca.crt";

    /// <inheritdoc/>
    public string Name => "root-ca-certificate-publisher";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
    {
        if (change.Type == BuiltInTypes.Namespace)
            return change.Verb == "DELETED" ? [] : [change.Object.Key()];
        return change.Type == BuiltInTypes.ConfigMap && change.Object.Name() == ConfigMap && change.Object.Space() is { } space ? [new WorkKey(null, space)] : [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.Namespace, null, key.Name) is not { } space || space.IsDeleting())
            return null;
        if (cluster.Get(BuiltInTypes.ConfigMap, key.Name, ConfigMap) is not { } known)
        {
            cluster.Create(BuiltInTypes.ConfigMap, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject { ["name"] = ConfigMap, ["namespace"] = key.Name },
                ["data"] = new JsonObject { [File] = certificate },
            });
            return null;
        }
        if (known.Text("data", File) == certificate)
            return null;
        return cluster.Edit(BuiltInTypes.ConfigMap, known, copy => copy.Child("data")[File] = certificate) ? null : ClusterWrites.Soon;
    }
}
