using System.Text;

namespace Penumbra.Metrics.Selectors;

/// <summary>
/// A plain instant vector selector of PromQL, <c>name{label="value",…}</c>, and nothing else: no ranges, offsets, functions or
/// <c>__name__</c>. What a launch writes is parsed into this and written anew, so that matchers can be added which it cannot widen.
/// </summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Matchers">The conditions, as they were written; all must hold.</param>
public sealed record VectorSelector(string Name, IReadOnlyList<LabelMatcher> Matchers)
{
    /// <summary>How long a selector may be, in characters.</summary>
    public const int LongestText = 4096;

    /// <summary>Reads a selector; null, with a sentence that tells the position (from 1), when it is not one.</summary>
    public static VectorSelector? Parse(string text, out string? problem)
    {
        problem = null;
        if (text.Length > LongestText)
        {
            problem = $"is longer than {LongestText} characters";
            return null;
        }

        var reader = new SelectorReader(text);
        var selector = reader.Selector();
        problem = reader.Problem;
        return problem is null ? selector : null;
    }

    /// <summary>Reads conditions without a name and braces, as in <c>namespace="shop",pod=~"a-.*"</c>.</summary>
    public static IReadOnlyList<LabelMatcher>? ParseMatchers(string text, out string? problem)
    {
        var reader = new SelectorReader(text);
        var matchers = reader.OnlyMatchers();
        problem = reader.Problem;
        return problem is null ? matchers : null;
    }

    /// <summary>Whether a series of this name meets all conditions.</summary>
    internal bool Accepts(LabelSet labels) => Accepts(Matchers, labels);

    /// <summary>Whether a series meets all conditions.</summary>
    internal static bool Accepts(IReadOnlyList<LabelMatcher> matchers, LabelSet labels)
    {
        foreach (var matcher in matchers)
        {
            if (!matcher.Accepts(labels[matcher.Label])) return false;
        }

        return true;
    }

    /// <summary>The selector in PromQL with more conditions. The name is written as a matcher, so that no name can be read as a keyword.</summary>
    public string Render(IReadOnlyList<LabelMatcher> more)
    {
        var text = new StringBuilder("{__name__=").Append(PromQlText.Quote(Name));
        foreach (var matcher in Matchers) text.Append(',').Append(matcher);
        foreach (var matcher in more) text.Append(',').Append(matcher);
        return text.Append('}').ToString();
    }

    /// <summary>The selector in PromQL.</summary>
    public override string ToString() => Render([]);
}
