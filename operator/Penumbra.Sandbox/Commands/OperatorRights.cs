using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Sandbox.Commands;

/// <summary>Installs what the chart gives the operator: its namespace, its account and its rights, and nothing more.</summary>
public static class OperatorRights
{
    /// <summary>The namespace of the operator.</summary>
    public const string Namespace = "penumbra-system";

    private static readonly string[] Kinds = ["ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];

    /// <summary>Applies the rights out of the chart's render, and gives a kubeconfig of the operator's account.</summary>
    /// <exception cref="InvalidOperationException">The render lacks the account, or a right was refused.</exception>
    public static async Task<string> InstallAsync(EmbeddedCluster cluster, string render, CancellationToken cancellationToken)
    {
        var ns = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Namespace } };
        var account = "";
        var error = await cluster.Apply.ObjectAsync(ns, cancellationToken)
            ?? await cluster.Apply.FileAsync(
                render,
                document => Kinds.Contains(document["kind"]?.GetValue<string>(), StringComparer.Ordinal),
                document => account = document["kind"]!.GetValue<string>() == "ServiceAccount" ? document["metadata"]!["name"]!.GetValue<string>() : account,
                cancellationToken);
        if (error is not null) throw new InvalidOperationException(error);
        return await cluster.ServiceAccountKubeconfigAsync(Namespace, account, cancellationToken) ?? throw new InvalidOperationException($"{render} has no ServiceAccount in {Namespace}");
    }
}
