using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Traffic.Patching;

/// <summary>
/// Fields that the API server dropped without a word, because the installed definition of the resource does not declare them. Their paths are JSON pointers below
/// <c>spec</c> in which every index is <c>*</c>, as a schema knows no indexes: <c>rules/*/retry</c>.
/// </summary>
public static class PrunedFields
{
    private const string Spec = "/spec/";

    /// <summary>What of a write to <c>spec</c> is not in the server's answer, in the order of the paths; nothing for other writes.</summary>
    /// <param name="write">What was sent.</param>
    /// <param name="answer">The object as the server would store it.</param>
    public static IReadOnlyList<string> Of(ObjectWrite write, JsonObject answer)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var stored = answer.Object("spec");
        if (write.Verb == WriteVerb.Create) Missing(write.Body.Object("spec"), stored, "", found);
        if (write.Verb != WriteVerb.JsonPatch || write.Body is not JsonArray patch) return [.. found];
        foreach (var operation in patch.Objects().Where(operation => operation.Text("op") is "add" or "replace"))
        {
            if (operation.Text("path") is not { } path || !path.StartsWith(Spec, StringComparison.Ordinal)) continue;
            var (target, at) = Resolve(stored, path[Spec.Length..]);
            if (target is null && operation["value"] is not null) found.Add(at);
            else Missing(operation["value"], target, at, found);
        }

        return [.. found];
    }

    /// <summary>A spec without fields of the given paths, and where they were, with their indexes: <c>rules[0].retry</c>.</summary>
    /// <param name="spec">The spec; it is not changed.</param>
    /// <param name="paths">Paths as <see cref="Of"/> gives them.</param>
    public static (JsonObject Spec, IReadOnlyList<string> Dropped) Without(JsonObject spec, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0) return (spec, []);
        var rest = spec.Copy();
        var dropped = new List<string>();
        foreach (var path in paths) Drop(rest, path.Split('/'), 0, "", dropped);
        return (rest, dropped);
    }

    private static void Missing(JsonNode? sent, JsonNode? stored, string at, SortedSet<string> found)
    {
        switch (sent, stored)
        {
            case (JsonObject fields, JsonObject there):
                // A null is what the server may leave out as well.
                foreach (var (name, value) in fields.Where(pair => pair.Value is not null))
                {
                    var path = at.Length == 0 ? JsonPatch.Escape(name) : $"{at}/{JsonPatch.Escape(name)}";
                    if (there[name] is { } kept) Missing(value, kept, path, found);
                    else found.Add(path);
                }

                break;
            case (JsonArray elements, JsonArray others) when elements.Count == others.Count:
                for (var index = 0; index < elements.Count; index++) Missing(elements[index], others[index], $"{at}/*", found);
                break;
        }
    }

    private static (JsonNode? Node, string Path) Resolve(JsonNode? node, string pointer)
    {
        var path = "";
        foreach (var segment in pointer.Split('/'))
        {
            var isIndex = node is JsonArray;
            node = node is JsonArray list
                ? int.TryParse(segment, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < list.Count ? list[index] : null
                : (node as JsonObject)?[Plain(segment)];
            path = path.Length == 0 ? segment : $"{path}/{(isIndex ? "*" : segment)}";
            if (node is null) break;
        }

        return (node, path);
    }

    private static void Drop(JsonNode? node, string[] path, int depth, string at, List<string> dropped)
    {
        if (node is JsonArray list && path[depth] == "*")
        {
            for (var index = 0; index < list.Count && depth + 1 < path.Length; index++) Drop(list[index], path, depth + 1, string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]"), dropped);
            return;
        }

        var name = Plain(path[depth]);
        if (node is not JsonObject fields || fields[name] is not { } value) return;
        var here = at.Length == 0 ? name : $"{at}.{name}";
        if (depth + 1 < path.Length)
        {
            Drop(value, path, depth + 1, here, dropped);
            return;
        }

        fields.Remove(name);
        dropped.Add(here);
    }

    private static string Plain(string segment) => segment.Replace("~1", "/").Replace("~0", "~");
}
