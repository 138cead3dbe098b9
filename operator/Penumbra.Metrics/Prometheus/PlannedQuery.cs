using System.Globalization;

namespace Penumbra.Metrics.Prometheus;

/// <summary>One query for several selectors; a selector's tag is its index.</summary>
/// <param name="Selectors">The selectors.</param>
internal sealed record PlannedQuery(IReadOnlyList<TaggedSelector> Selectors)
{
    /// <summary>The label that carries the tag.</summary>
    public const string TagLabel = "penumbra_q";

    /// <summary>What a selector costs besides its own text, in characters.</summary>
    public const int Overhead = 48;

    /// <summary>The query in PromQL. <c>or</c> keeps all series of both sides: their tags differ, so none hides another.</summary>
    public string Text => string.Join(" or ", Selectors.Select((selector, index) =>
        string.Create(CultureInfo.InvariantCulture, $"label_replace({selector.Text},\"{TagLabel}\",\"{index}\",\"\",\"\")")));
}
