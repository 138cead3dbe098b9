using System.Text.Json.Nodes;

namespace Penumbra.Kubernetes.Login;

/// <summary>An exec plugin of a kubeconfig.</summary>
/// <param name="ApiVersion">client.authentication.k8s.io/v1 or v1beta1.</param>
/// <param name="Command">The program; relative to the kubeconfig when it contains a slash.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables that are added to its environment.</param>
/// <param name="InstallHint">What the kubeconfig says about getting the program, or null.</param>
/// <param name="Source">Where this stands, for messages.</param>
internal sealed record ExecSettings(
    string ApiVersion, string Command, IReadOnlyList<string> Arguments, IReadOnlyList<KeyValuePair<string, string>> Environment, string? InstallHint, string Source)
{
    /// <summary>What the program is told of the cluster; null where the kubeconfig does not ask for it.</summary>
    public JsonObject? Cluster { get; init; }
}
