using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Pods;

/// <summary>The environment of a pod's container: plain values, ConfigMaps, Secrets and the pod's own fields.</summary>
internal static class PodEnvironment
{
    /// <summary>The variables; or, in <paramref name="error"/>, what is missing, as a kubelet says it. The address may not stand in the pod's status yet.</summary>
    public static IReadOnlyDictionary<string, string> Read(IClusterApi cluster, JsonObject pod, JsonObject container, string? address, out string? error)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        error = null;
        foreach (var source in container.Items("envFrom"))
        {
            var isSecret = source.Map("secretRef") is not null;
            var reference = source.Map("configMapRef") ?? source.Map("secretRef");
            if (Source(cluster, pod, reference, isSecret) is { } data)
            {
                foreach (var (key, value) in data)
                    variables[source.Text("prefix") + key] = value;
            }
            else if (!reference.Flag("optional"))
            {
                error ??= $"{(isSecret ? "secret" : "configmap")} \"{reference.Text("name")}\" not found";
            }
        }
        foreach (var variable in container.Items("env"))
        {
            if (variable.Text("name") is { } name && Value(cluster, pod, variable, variables, address, ref error) is { } value)
                variables[name] = value;
        }
        return variables;
    }

    /// <summary>A text as a kubelet reads it: <c>$(NAME)</c> is the variable's value, <c>$$</c> is one dollar, and what is no variable stays as it is.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var expanded = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (text[at] != '$' || next is not ('$' or '('))
            {
                expanded.Append(text[at]);
                continue;
            }

            var end = next == '(' ? text.IndexOf(')', at) : -1;
            if (end > 0)
            {
                expanded.Append(variables.GetValueOrDefault(text[(at + 2)..end], text[at..(end + 1)]));
                at = end;
                continue;
            }

            expanded.Append(next == '$' ? "$" : "$(");
            at++;
        }

        return expanded.ToString();
    }

    private static string? Value(IClusterApi cluster, JsonObject pod, JsonObject variable, IReadOnlyDictionary<string, string> before, string? address, ref string? error)
    {
        if (variable.Map("valueFrom") is not { } from)
            return Expand(variable.Text("value") ?? "", before);
        if (from.Text("fieldRef", "fieldPath") is { } path)
            return path == "status.podIP" && address is not null ? address : Field(pod, path);
        var isSecret = from.Map("secretKeyRef") is not null;
        if ((from.Map("configMapKeyRef") ?? from.Map("secretKeyRef")) is not { } reference)
            return null;
        var data = Source(cluster, pod, reference, isSecret);
        if (data is not null && data.TryGetValue(reference.Text("key") ?? "", out var value))
            return value;
        if (!reference.Flag("optional"))
        {
            var kind = isSecret ? "secret" : "configmap";
            error ??= data is null
                ? $"{kind} \"{reference.Text("name")}\" not found"
                : $"couldn't find key {reference.Text("key")} in {kind} {pod.Space()}/{reference.Text("name")}";
        }
        return null;
    }

    private static IReadOnlyDictionary<string, string>? Source(IClusterApi cluster, JsonObject pod, JsonObject? reference, bool isSecret)
    {
        var obj = cluster.Get(isSecret ? BuiltInTypes.Secret : BuiltInTypes.ConfigMap, pod.Space(), reference.Text("name") ?? "");
        return obj is null ? null : obj.Pairs("data");
    }

    private static string? Field(JsonObject pod, string path)
    {
        if (path.StartsWith("metadata.labels['", StringComparison.Ordinal))
            return pod.Label(path["metadata.labels['".Length..^2]);
        if (path.StartsWith("metadata.annotations['", StringComparison.Ordinal))
            return pod.Annotation(path["metadata.annotations['".Length..^2]);
        return pod.Text(path.Split('.')) ?? "";
    }
}
