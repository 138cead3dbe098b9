using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Oracle.Tests.Servers;

namespace Penumbra.Oracle.Tests.Recording;

/// <summary>
/// Makes the answers of two servers comparable: UIDs and versions become numbers in the order of their first appearance (so that "the same
/// as before" and "another one" are still seen), times and tokens become words, and members are sorted.
/// </summary>
public sealed partial class Normalizer
{
    private readonly Dictionary<string, string> _uids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);

    /// <summary>One answer as it is kept.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="managed">Whether managedFields are kept.</param>
    public JsonObject Normalize(Answer answer, bool managed)
    {
        var kept = new JsonObject { ["code"] = answer.Code };
        if (answer.Warnings.Count > 0) kept["warnings"] = new JsonArray([.. answer.Warnings.Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]);
        if (answer.Body is not null) kept["body"] = Node(answer.Body, managed, "");
        return kept;
    }

    private JsonNode? Node(JsonNode? node, bool managed, string name)
    {
        switch (node)
        {
            case JsonObject obj:
                var isList = obj["kind"] is JsonValue kind && kind.GetValueKind() == System.Text.Json.JsonValueKind.String && kind.GetValue<string>().EndsWith("List", StringComparison.Ordinal);
                var isBookmark = obj["type"] is JsonValue type && type.GetValueKind() == System.Text.Json.JsonValueKind.String && type.GetValue<string>() == "BOOKMARK";
                var sorted = new JsonObject();
                foreach (var (member, value) in obj.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (member == "managedFields" && !managed) continue;
                    if (member == "causes" && value is JsonArray several)
                    {
                        sorted[member] = Causes(several, managed);
                        continue;
                    }

                    // Entries stand in the order of their seconds.
                    if (member == "managedFields" && value is JsonArray owners)
                    {
                        sorted[member] = Causes(owners, managed);
                        continue;
                    }

                    // A bookmark says how far the whole server is.
                    if (isBookmark && member == "object" && value?["metadata"] is JsonObject place && place.ContainsKey("resourceVersion"))
                    {
                        var mark = value.DeepClone();
                        mark["metadata"]!["resourceVersion"] = "";
                        sorted[member] = Node(mark, managed, member);
                        continue;
                    }

                    sorted[member] = isList && member == "metadata" ? ListMetadata((JsonObject)value!) : Node(value, managed, member);
                }

                // The message says the causes again, in no fixed order.
                if (obj["details"]?["causes"] is JsonArray { Count: > 0 }) sorted["message"] = sorted["message"]!.GetValue<string>().Split(" is invalid: ")[0];
                return sorted;
            case JsonArray array:
                return new JsonArray([.. array.Select(item => Node(item, managed, ""))]);
            case JsonValue when node.GetValueKind() == System.Text.Json.JsonValueKind.String:
                return Text(node.GetValue<string>(), name);
            default:
                return node?.DeepClone();
        }
    }

    // Go's maps have no order, and some checks are made twice.
    private JsonArray Causes(JsonArray causes, bool managed) =>
        new([.. causes.Select(cause => Node(cause, managed, "")!).DistinctBy(cause => cause.ToJsonString()).OrderBy(cause => cause.ToJsonString(), StringComparer.Ordinal)]);

    // The version of a list is that of the whole server, where other tests write too.
    private static JsonObject ListMetadata(JsonObject metadata)
    {
        var kept = new JsonObject();
        foreach (var (member, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            kept[member] = member is "resourceVersion" || (member == "continue" && value!.GetValue<string>().Length > 0) ? $"<{member}>" : value?.DeepClone();
        return kept;
    }

    private string Text(string text, string name)
    {
        switch (name)
        {
            case "resourceVersion" when text.Length > 0:
                return Label(_versions, text, "version");
            case "creationTimestamp" or "deletionTimestamp" or "time":
                return "<time>";
        }

        // A whole object in a message holds maps, which have no order.
        text = Dump().Replace(text, "Invalid value: \"<object>\"");
        if (text.Contains(" conflicts: ", StringComparison.Ordinal)) text = string.Join('\n', text.Replace(" conflicts: ", " conflicts:\n", StringComparison.Ordinal).Split('\n').Order(StringComparer.Ordinal));
        text = Uid().Replace(text, match => Label(_uids, match.Value, "uid"));
        text = Version().Replace(text, "$1<version>");
        text = Time().Replace(text, "<time>");
        return Generated().Replace(text, "$1<random>");
    }

    private static string Label(Dictionary<string, string> known, string value, string word)
    {
        if (!known.TryGetValue(value, out var label)) known[value] = label = $"{word} {known.Count + 1}";
        return label;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"((?:(?:current|resource version|in precondition|in object meta|version|revision): ?|ResourceVersion in (?:the precondition|record) \(|too old resource version: [^(]*\())\d+")]
    private static partial Regex Version();

    [GeneratedRegex("Invalid value: \"\\{.*\\}\"", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Dump();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", RegexOptions.ExplicitCapture)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(generated-|Generated_)[a-z0-9]{5}\b")]
    private static partial Regex Generated();
}
