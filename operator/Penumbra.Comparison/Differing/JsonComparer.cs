using System.Globalization;
using System.Text.Json;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Differing;

/// <summary>Compares two JSON values field by field. Numbers are numbers: <c>1.0</c> is <c>1</c>. Lists are compared in order; where only the order differs, that is the one difference.</summary>
internal sealed class JsonComparer(Findings findings)
{
    /// <exception cref="InvalidOperationException">A text is no Unicode.</exception>
    public void Compare(FieldNode node, JsonElement live, JsonElement shadow)
    {
        if (node.IsIgnored) return;
        var (left, right) = (TypeOf(live), TypeOf(shadow));
        if (left != right)
        {
            node.IsLeaf = true;
            Add(node, DifferenceKind.Type, live, shadow);
        }
        else if (live.ValueKind == JsonValueKind.Object)
        {
            Objects(node, live, shadow);
        }
        else if (live.ValueKind == JsonValueKind.Array)
        {
            Lists(node, live, shadow);
        }
        else
        {
            node.IsLeaf = true;
            if (!AreEqual(node, live, shadow)) Add(node, DifferenceKind.Value, live, shadow);
        }
    }

    private void Objects(FieldNode node, JsonElement live, JsonElement shadow)
    {
        var (left, right) = (Properties(live), Properties(shadow));
        var keys = left.Keys.Union(right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var isTable = keys.Count > FieldName.MostKeys || keys.Count(key => !FieldName.IsName(key)) > keys.Count / 2;
        foreach (var key in keys)
        {
            var child = node.Child(isTable ? FieldName.Key : FieldName.Of(key));
            if (child.IsIgnored) continue;
            var (isLeft, isRight) = (left.TryGetValue(key, out var mine), right.TryGetValue(key, out var other));
            if (isLeft && isRight)
            {
                Compare(child, mine, other);
                continue;
            }

            child.IsLeaf = true;
            Add(child, isLeft ? DifferenceKind.Missing : DifferenceKind.Extra, isLeft ? mine : null, isRight ? other : null);
        }
    }

    private void Lists(FieldNode node, JsonElement live, JsonElement shadow)
    {
        var count = live.GetArrayLength();
        if (count != shadow.GetArrayLength())
        {
            // Which element is missing cannot be told: nothing says which one is which.
            node.IsLeaf = true;
            findings.Add(node.Path, DifferenceKind.Length, Of(live, shadow));
            return;
        }

        var element = node.Element();
        var (left, right) = (live.EnumerateArray().ToList(), shadow.EnumerateArray().ToList());
        if (!node.IsOrderless)
        {
            var inOrder = new Findings();
            var comparer = new JsonComparer(inOrder);
            for (var index = 0; index < count; index++) comparer.Compare(element, left[index], right[index]);
            if (inOrder.Count > 0 && count > 1 && AreSame(element, left, right)) findings.Add(node.Path, DifferenceKind.Order, Of(live, shadow));
            else findings.Add(inOrder);
            return;
        }

        if (count == 0) node.IsLeaf = true;
        else if (!element.IsIgnored) MarkLeaves(element, left[0]);
        var rest = Match(element, left, right);
        for (var index = 0; index < rest.Left.Count; index++) Compare(element, rest.Left[index], rest.Right[index]);
    }

    private void Add(FieldNode node, DifferenceKind kind, JsonElement? live, JsonElement? shadow) =>
        findings.Add(node.Path, kind, Of(live, shadow), node.IsAllowed ? ValuePair.Of(live is { } left ? (TypeOf(left), left) : null, shadow is { } right ? (TypeOf(right), right) : null) : null);

    private static bool AreSame(FieldNode element, List<JsonElement> left, List<JsonElement> right)
    {
        var apart = new Findings();
        return new JsonComparer(apart).Match(element, left, right).Left.Count == 0 && apart.Count == 0;
    }

    // What is left of two lists when elements that both have are taken out, each sorted. Of those taken out, numbers that may differ a little are compared.
    private (List<JsonElement> Left, List<JsonElement> Right) Match(FieldNode element, List<JsonElement> left, List<JsonElement> right)
    {
        var (mine, others) = (Sorted(element, left), Sorted(element, right));
        var (onlyLeft, onlyRight) = (new List<JsonElement>(), new List<JsonElement>());
        int first = 0, second = 0;
        while (first < mine.Count || second < others.Count)
        {
            var order = first == mine.Count ? 1 : second == others.Count ? -1 : string.CompareOrdinal(mine[first].Text, others[second].Text);
            if (order < 0) onlyLeft.Add(mine[first++].Value);
            else if (order > 0) onlyRight.Add(others[second++].Value);
            else
            {
                if (mine[first].HasOpen) Compare(element, mine[first].Value, others[second].Value);
                (first, second) = (first + 1, second + 1);
            }
        }

        return (onlyLeft, onlyRight);
    }

    private static List<(string Text, bool HasOpen, JsonElement Value)> Sorted(FieldNode element, List<JsonElement> values) =>
        [.. values.Select(value => (Form: CanonicalJson.Write(element, value), Value: value)).OrderBy(entry => entry.Form.Text, StringComparer.Ordinal).ThenBy(entry => entry.Form.Open, CanonicalJson.Numbers)
            .Select(entry => (entry.Form.Text, entry.Form.Open.Count > 0, entry.Value))];

    // Elements that are taken out as equal were looked at as well.
    private static void MarkLeaves(FieldNode node, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object) foreach (var property in value.EnumerateObject()) MarkLeaves(node.Child(FieldName.Of(property.Name)), property.Value);
        else if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0) MarkLeaves(node.Element(), value[0]);
        else node.IsLeaf = true;
    }

    private static SortedDictionary<string, JsonElement> Properties(JsonElement element)
    {
        var properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject()) properties[property.Name] = property.Value;
        return properties;
    }

    private static bool AreEqual(FieldNode node, JsonElement live, JsonElement shadow) => live.ValueKind switch
    {
        JsonValueKind.String => live.GetString() == shadow.GetString(),
        JsonValueKind.Number => CanonicalJson.Number(live) == CanonicalJson.Number(shadow) || (node.Tolerance is { } tolerance && tolerance.Allows(live.GetDouble(), shadow.GetDouble())),
        _ => live.ValueKind == shadow.ValueKind,
    };

    private static Shape Of(JsonElement? live, JsonElement? shadow) => new(
        live is { } left ? TypeOf(left) : null, LengthOf(live), shadow is { } right ? TypeOf(right) : null, LengthOf(shadow),
        live?.ValueKind == JsonValueKind.String && shadow?.ValueKind == JsonValueKind.String && live.Value.GetString()!.Trim() == shadow.Value.GetString()!.Trim());

    private static int? LengthOf(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.String => value.Value.GetString()!.Length,
        JsonValueKind.Array => value.Value.GetArrayLength(),
        _ => null,
    };

    private static string TypeOf(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : value.ValueKind.ToString().ToLower(CultureInfo.InvariantCulture);
}
