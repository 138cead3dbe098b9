using System.Globalization;

namespace Penumbra.Metrics.Prometheus;

/// <summary>One query for several selectors; a selector's tag is its index. When its samples were taken stands beside it: an answer's own time is that of the question, whatever old samples it is made of.</summary>
/// <param name="Selectors">The selectors.</param>
internal sealed record PlannedQuery(IReadOnlyList<TaggedSelector> Selectors)
{
    /// <summary>The label that carries the tag.</summary>
    public const string TagLabel = "penumbra_q";

    /// <summary>What the tags of times begin with.</summary>
    public const string TimePrefix = "t";

    private const int Overhead = 48;

    /// <summary>What a selector costs, in characters.</summary>
    public static int Cost(TaggedSelector selector) => selector.Text.Length + Overhead + (selector.Origin.Count == 0 ? 0 : selector.Text.Length + selector.Origin.Sum(label => label.Length + 1) + Overhead + 25);

    /// <summary>The query in PromQL. <c>or</c> keeps all series of both sides: their tags differ, so none hides another.</summary>
    public string Text => string.Join(" or ", Selectors.SelectMany((selector, index) => Parts(selector, index.ToString(CultureInfo.InvariantCulture))));

    private static IEnumerable<string> Parts(TaggedSelector selector, string tag)
    {
        yield return Tagged(selector.Text, tag);
        if (selector.Origin.Count > 0) yield return Tagged($"max by({string.Join(',', selector.Origin)})(timestamp({selector.Text}))", TimePrefix + tag);
    }

    private static string Tagged(string text, string tag) => $"label_replace({text},\"{TagLabel}\",\"{tag}\",\"\",\"\")";
}
