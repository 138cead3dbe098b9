using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Selection;

/// <summary>A field selector: the few fields that each kind supports, compared with <c>=</c>, <c>==</c> or <c>!=</c>.</summary>
internal sealed class FieldSelector
{
    private static readonly string[] Everywhere = ["metadata.name", "metadata.namespace"];
    private readonly IReadOnlyList<(string[] Path, string Value, bool Equal)> _terms;

    private FieldSelector(IReadOnlyList<(string[] Path, string Value, bool Equal)> terms) => _terms = terms;

    public static FieldSelector Everything { get; } = new([]);

    /// <summary>Parses the text for a kind; null and a message when a field is not supported.</summary>
    public static FieldSelector? Parse(string? text, ResourceType type, out string? error)
    {
        error = null;
        if (string.IsNullOrWhiteSpace(text)) return Everything;
        var terms = new List<(string[] Path, string Value, bool Equal)>();
        foreach (var term in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = term.IndexOf('=');
            if (at <= 0)
            {
                error = $"invalid selector: '{text}'; can't understand '{term}'";
                return null;
            }

            var equal = term[at - 1] != '!';
            var field = term[..(equal ? at : at - 1)];
            if (!Everywhere.Contains(field) && !Supported(type).Contains(field))
            {
                error = $"field label not supported: {field}";
                return null;
            }

            terms.Add((field.Split('.'), term[(at + 1)..].TrimStart('='), equal));
        }

        return new FieldSelector(terms);
    }

    /// <summary>Whether the object satisfies every term; an absent field is the empty string.</summary>
    public bool Matches(JsonObject obj) => _terms.All(term =>
    {
        JsonNode? node = obj;
        foreach (var name in term.Path) node = node.At(name);
        var actual = node is JsonValue ? node.AsString() ?? node.ToJsonString() : "";
        return (actual == term.Value) == term.Equal;
    });

    private static string[] Supported(ResourceType type) => (type.Group, type.Plural) switch
    {
        ("", "pods") => ["spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName", "status.phase", "status.podIP"],
        ("", "events") =>
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        ("events.k8s.io", "events") =>
        [
            "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion", "regarding.resourceVersion",
            "regarding.fieldPath", "reason", "reportingController", "type",
        ],
        ("", "namespaces") => ["status.phase"],
        ("", "secrets") => ["type"],
        ("apps", "replicasets") => ["status.replicas"],
        ("batch", "jobs") => ["status.successful"],
        _ => [],
    };
}
