using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Penumbra.Sandbox.ApiServer.Tables;

/// <summary>
/// The JSONPath that CRDs use: members (<c>.a.b</c>, <c>['a.b']</c>, with <c>\.</c> for a dot in a name), indexes (also from the end), <c>[*]</c>, and
/// filters such as <c>[?(@.type=="Ready")]</c>.
/// </summary>
internal sealed partial class JsonPath
{
    private readonly IReadOnlyList<Func<JsonNode, IEnumerable<JsonNode?>>> _steps;

    private JsonPath(IReadOnlyList<Func<JsonNode, IEnumerable<JsonNode?>>> steps) => _steps = steps;

    /// <summary>Reads the path; what it does not understand finds nothing.</summary>
    public static JsonPath Parse(string text)
    {
        var steps = new List<Func<JsonNode, IEnumerable<JsonNode?>>>();
        var rest = text.Trim().TrimStart('{').TrimEnd('}').TrimStart('$');
        if (rest.Length > 0 && rest[0] is not ('.' or '[')) rest = "." + rest;
        while (rest.Length > 0 && rest != ".")
        {
            var match = Step().Match(rest);
            if (!match.Success) return new JsonPath([_ => []]);
            steps.Add(Read(match));
            rest = rest[match.Length..];
        }

        return new JsonPath(steps);
    }

    /// <summary>All nodes at the path.</summary>
    public IReadOnlyList<JsonNode?> Find(JsonNode root)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (var step in _steps) found = found.OfType<JsonNode>().SelectMany(step);
        return [.. found];
    }

    private static Func<JsonNode, IEnumerable<JsonNode?>> Read(Match match)
    {
        if (match.Groups["all"].Success) return All;
        if (match.Groups["index"].Success) return At(int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture));
        if (match.Groups["filter"].Success) return Where(Parse(match.Groups["filter"].Value), match.Groups["op"].Value, match.Groups["value"].Value);
        var name = match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["name"].Value.Replace("\\.", ".");
        return node => node is JsonObject obj && obj.TryGetPropertyValue(name, out var value) ? [value] : [];
    }

    private static IEnumerable<JsonNode?> All(JsonNode node) => node switch
    {
        JsonArray array => array,
        JsonObject obj => obj.Select(pair => pair.Value),
        _ => [],
    };

    private static Func<JsonNode, IEnumerable<JsonNode?>> At(int index) => node =>
    {
        if (node is not JsonArray array) return [];
        var at = index < 0 ? array.Count + index : index;
        return at >= 0 && at < array.Count ? [array[at]] : [];
    };

    private static Func<JsonNode, IEnumerable<JsonNode?>> Where(JsonPath path, string op, string literal)
    {
        var wished = literal.Trim('"', '\'');
        return node => All(node).OfType<JsonNode>().Where(item => path.Find(item) switch
        {
            [] => false,
            [var value, ..] when op.Length == 0 => value is not null,
            [var value, ..] => ((Json.JsonAccess.AsString(value) ?? value?.ToJsonString() ?? "null") == wished) == (op == "=="),
        });
    }

    [GeneratedRegex("""^(?:\[\?\(@(?<filter>[^=!)]+?)\s*(?:(?<op>==|!=)\s*(?<value>"[^"]*"|'[^']*'|[^)\s]+))?\s*\)\]|\[['"](?<quoted>[^\]]+)['"]\]|\[(?<all>\*)\]|\.(?<all>\*)|\[(?<index>-?\d+)\]|\.(?<name>(?:\\.|[^.\[\]\\])+))""")]
    private static partial Regex Step();
}
