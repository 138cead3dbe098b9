using System.Globalization;
using System.Text.Json;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Differing;

/// <summary>
/// Compares two JSON values field by field. Numbers are numbers: <c>1.0</c> is <c>1</c>. Lists are compared in order; where only the order differs, that is the one difference. Where elements have moved and some have
/// changed as well, those that are equal are taken out, and the others compared with what they resemble most, so that only what really differs is named.
/// </summary>
/// <param name="findings">Where differences go.</param>
/// <param name="isRough">Whether it is only asked how much differs: lists inside are compared in order then, so that the time stays bounded.</param>
internal sealed class JsonComparer(Findings findings, bool isRough = false)
{
    // So many elements are compared each with each, and as much text: a list of which everything differs says no more for it.
    private const int MostAlike = 64;
    private const long MostText = 4_000_000;

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
        if (node.IsOrderless)
        {
            if (count == 0) node.IsLeaf = true;
            else if (!element.IsIgnored) MarkLeaves(element, left[0]);
            var rest = Match(element, left, right);
            Each(element, (isRough ? null : Alike(element, rest)?.Pairs) ?? [.. rest.Left.Zip(rest.Right)]);
            return;
        }

        var inOrder = new Findings();
        var rough = new JsonComparer(inOrder, isRough: true);
        for (var index = 0; index < count; index++) rough.Compare(element, left[index], right[index]);
        if (inOrder.Count == 0) return;
        if (count > 1)
        {
            var apart = new Findings();
            var rest = new JsonComparer(apart, isRough: true).Match(element, left, right);
            if (rest.Left.Count == 0 && apart.Count == 0)
            {
                findings.Add(node.Path, DifferenceKind.Order, Of(live, shadow));
                return;
            }

            // That something moved is one difference more: in doubt nothing did.
            if (!isRough && apart.Count == 0 && Alike(element, rest) is { } alike && alike.Times + 1 < inOrder.Times)
            {
                findings.Add(node.Path, DifferenceKind.Order, Of(live, shadow));
                Each(element, alike.Pairs);
                return;
            }
        }

        if (isRough) findings.Add(inOrder);
        else Each(element, [.. left.Index().Zip(right.Index())]);
    }

    private void Each(FieldNode element, IReadOnlyList<((int Index, JsonElement Value) Left, (int Index, JsonElement Value) Right)> pairs)
    {
        foreach (var (left, right) in pairs) Compare(element, left.Value, right.Value);
    }

    // Which elements resemble each other most: the most alike first, and of equally alike ones those in the same place. Null where that would take too long.
    private static (IReadOnlyList<((int Index, JsonElement Value) Left, (int Index, JsonElement Value) Right)> Pairs, int Times)? Alike(FieldNode element, Unmatched rest)
    {
        if (rest.Left.Count > MostAlike || rest.Text * rest.Left.Count > MostText) return null;
        var found = new Findings();
        var rough = new JsonComparer(found, isRough: true);
        var all = new List<(int Times, int Left, int Right)>();
        for (var left = 0; left < rest.Left.Count; left++)
        {
            for (var right = 0; right < rest.Right.Count; right++)
            {
                var before = found.Times;
                rough.Compare(element, rest.Left[left].Value, rest.Right[right].Value);
                all.Add((found.Times - before, left, right));
            }
        }

        var (isLeft, isRight, times) = (new bool[rest.Left.Count], new bool[rest.Right.Count], 0);
        var pairs = new List<((int Index, JsonElement Value) Left, (int Index, JsonElement Value) Right)>();
        foreach (var pair in all.OrderBy(pair => pair.Times).ThenBy(pair => rest.Left[pair.Left].Index == rest.Right[pair.Right].Index ? 0 : 1))
        {
            if (isLeft[pair.Left] || isRight[pair.Right]) continue;
            (isLeft[pair.Left], isRight[pair.Right], times) = (true, true, times + pair.Times);
            pairs.Add((rest.Left[pair.Left], rest.Right[pair.Right]));
        }

        return (pairs, times);
    }

    private void Add(FieldNode node, DifferenceKind kind, JsonElement? live, JsonElement? shadow) =>
        findings.Add(node.Path, kind, Of(live, shadow), node.IsAllowed ? ValuePair.Of(live is { } left ? (TypeOf(left), left) : null, shadow is { } right ? (TypeOf(right), right) : null) : null);

    // What is left of two lists when elements that both have are taken out, each sorted. Of those taken out, numbers that may differ a little are compared.
    private Unmatched Match(FieldNode element, List<JsonElement> left, List<JsonElement> right)
    {
        var (mine, others) = (Sorted(element, left), Sorted(element, right));
        var rest = new Unmatched([], []);
        int first = 0, second = 0;
        while (first < mine.Count || second < others.Count)
        {
            var order = first == mine.Count ? 1 : second == others.Count ? -1 : string.CompareOrdinal(mine[first].Text, others[second].Text);
            if (order < 0) rest.Add(rest.Left, mine[first++]);
            else if (order > 0) rest.Add(rest.Right, others[second++]);
            else
            {
                if (mine[first].HasOpen) Compare(element, mine[first].Value, others[second].Value);
                (first, second) = (first + 1, second + 1);
            }
        }

        return rest;
    }

    private static List<(string Text, bool HasOpen, int Index, JsonElement Value)> Sorted(FieldNode element, List<JsonElement> values) =>
        [.. values.Select((value, index) => (Form: CanonicalJson.Write(element, value), Index: index, Value: value)).OrderBy(entry => entry.Form.Text, StringComparer.Ordinal).ThenBy(entry => entry.Form.Open, CanonicalJson.Numbers)
            .Select(entry => (entry.Form.Text, entry.Form.Open.Count > 0, entry.Index, entry.Value))];

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

    private sealed record Unmatched(List<(int Index, JsonElement Value)> Left, List<(int Index, JsonElement Value)> Right)
    {
        /// <summary>How long all of it is as text.</summary>
        public long Text { get; private set; }

        public void Add(List<(int Index, JsonElement Value)> to, (string Text, bool HasOpen, int Index, JsonElement Value) element)
        {
            Text += element.Text.Length;
            to.Add((element.Index, element.Value));
        }
    }
}
