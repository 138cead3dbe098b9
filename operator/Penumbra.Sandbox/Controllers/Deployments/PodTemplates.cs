using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Deployments;

/// <summary>Compares pod templates and names them by a hash, as Deployments do.</summary>
internal static class PodTemplates
{
    /// <summary>The label that tells a Deployment's ReplicaSets apart.</summary>
    public const string HashLabel = "pod-template-hash";

    // Kubernetes' rand.SafeEncodeString: no vowels and no digits that look like letters.
    private const string SafeLetters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>Whether two templates ask for the same pods, the hash label aside.</summary>
    public static bool Same(JsonObject? one, JsonObject? other) => JsonNode.DeepEquals(WithoutHash(one), WithoutHash(other));

    /// <summary>The name of the template: FNV-1a over its fields in sorted order, in safe letters.</summary>
    public static string Hash(JsonObject template, int collisions)
    {
        var text = new StringBuilder();
        Write(WithoutHash(template), text);
        if (collisions > 0)
            text.Append(collisions);
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text.ToString()))
            hash = (hash ^ b) * 16777619u;
        return string.Concat(hash.ToString().Select(digit => SafeLetters[digit % SafeLetters.Length]));
    }

    private static JsonObject? WithoutHash(JsonObject? template)
    {
        var copy = template?.Copy();
        if (copy?.Map("metadata", "labels") is { } labels)
        {
            labels.Remove(HashLabel);
            if (labels.Count == 0)
                copy.Map("metadata")!.Remove("labels");
        }
        // The API server writes "creationTimestamp: null" into templates; some writers leave it out.
        if (copy?.Map("metadata") is { } meta && meta.TryGetPropertyValue("creationTimestamp", out var stamp) && stamp is null)
            meta.Remove("creationTimestamp");
        return copy;
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject obj:
                text.Append('{');
                foreach (var (key, value) in obj.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    text.Append(key).Append(':');
                    Write(value, text);
                    text.Append(',');
                }
                text.Append('}');
                break;
            case JsonArray array:
                text.Append('[');
                foreach (var item in array)
                {
                    Write(item, text);
                    text.Append(',');
                }
                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }
}
