using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Sandbox.Embedded;

/// <summary>Applies manifests as <c>kubectl apply --server-side</c> does: over the API, each object by its own kind.</summary>
/// <param name="client">The API server.</param>
/// <param name="types">The kinds that it serves, by apiVersion and kind.</param>
public sealed class ClusterApply(IKubernetesClient client, Func<string, string, ResourceKind?> types)
{
    /// <summary>Applies every document of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="only">Which documents; null for all.</param>
    /// <param name="edit">What to change in each before it is sent; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What went wrong, in a sentence, or null.</returns>
    public async Task<string?> FileAsync(string file, Func<JsonObject, bool>? only, Action<JsonObject>? edit, CancellationToken cancellationToken)
    {
        foreach (var document in YamlJson.Read(await File.ReadAllTextAsync(file, cancellationToken)).OfType<JsonObject>())
        {
            if (only?.Invoke(document) == false) continue;
            edit?.Invoke(document);
            if (await ObjectAsync(document, cancellationToken) is { } error) return $"{Path.GetFileName(file)}: {error}";
        }

        return null;
    }

    /// <summary>Applies one object.</summary>
    /// <returns>What went wrong, in a sentence, or null.</returns>
    public async Task<string?> ObjectAsync(JsonObject document, CancellationToken cancellationToken)
    {
        var (version, kind) = (document["apiVersion"]?.GetValue<string>() ?? "", document["kind"]?.GetValue<string>() ?? "");
        var name = document["metadata"]?["name"]?.GetValue<string>() ?? "";
        var ns = document["metadata"]?["namespace"]?.GetValue<string>() ?? "";
        if (types(version, kind) is not { } type) return $"the cluster does not serve {kind} of {version}";
        var write = new ObjectWrite { Verb = WriteVerb.Apply, Kind = type, Key = new ObjectKey(ns, name), Body = document.DeepClone(), Force = true, Cause = "apply" };
        var result = await client.WriteAsync(write, cancellationToken);
        return result.Succeeded ? null : $"{kind} {name}: {result.Failure.Message}";
    }
}
