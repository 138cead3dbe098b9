using System.Text;
using System.Text.Json.Nodes;

namespace Penumbra.Kubernetes.Login;

/// <summary>What a login program is told of the cluster (<c>spec.cluster</c> of client.authentication.k8s.io/v1) where the kubeconfig says <c>provideClusterInfo</c>.</summary>
internal static class ExecCluster
{
    private const string Extension = "client.authentication.k8s.io/exec";

    /// <summary>The kubeconfig's cluster in the program's terms.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="authority">The PEM text of its authority; null for none.</param>
    public static JsonObject Of(YamlMap cluster, string? authority)
    {
        var told = new JsonObject { ["server"] = cluster.Text("server") };
        if (cluster.Text("tls-server-name") is { } name) told["tls-server-name"] = name;
        if (cluster.Flag("insecure-skip-tls-verify")) told["insecure-skip-tls-verify"] = true;
        if (authority is not null) told["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(authority));
        if (cluster.Text("proxy-url") is { } proxy) told["proxy-url"] = proxy;
        if (cluster.Flag("disable-compression")) told["disable-compression"] = true;
        if (cluster.Maps("extensions").FirstOrDefault(extension => extension.Text("name") == Extension)?.Json("extension") is { } config) told["config"] = config;
        return told;
    }
}
