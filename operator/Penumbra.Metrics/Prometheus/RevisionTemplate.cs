using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Prometheus;

/// <summary>
/// How a server's series name their revision: the <c>revisionMatcher</c> of a MetricSource. It is parsed first and filled in afterwards,
/// inside of the values only, so that no value can change what is matched.
/// </summary>
internal sealed class RevisionTemplate
{
    /// <summary>Used when the MetricSource says nothing else.</summary>
    public const string Default = "namespace=\"{{namespace}}\",pod=~\"{{podPattern}}\"";

    // Pods of a Deployment are <Deployment>-<hash>-<random>; long names lose the second dash. A sibling Deployment "<name>-x" has three parts more.
    private const string PodParts = "-[0-9a-z]+(-[0-9a-z]+)?";

    private readonly IReadOnlyList<LabelMatcher> _matchers;

    private RevisionTemplate(IReadOnlyList<LabelMatcher> matchers) => _matchers = matchers;

    /// <summary>Reads a template; null, with a sentence, when it is none, or does not confine to one namespace and one revision.</summary>
    public static RevisionTemplate? Parse(string text, out string? problem)
    {
        if (VectorSelector.ParseMatchers(text, out problem) is not { } matchers) return Wrong(problem!, out problem);
        foreach (var matcher in matchers)
        {
            var isEqual = matcher.Kind is MatchKind.Equal or MatchKind.NotEqual;
            if (isEqual && Names(matcher, "podPattern")) return Wrong("{{podPattern}} is a regular expression and needs =~", out problem);
            if (Placeholders.Fill(matcher.Value, name => name is "namespace" or "revision" or "podPattern" ? "" : null, out problem) is null)
                return Wrong($"the value of {matcher.Label} {problem}; known are {{{{namespace}}}}, {{{{revision}}}} and {{{{podPattern}}}}", out problem);
        }

        if (!matchers.Any(matcher => IsPositive(matcher) && Names(matcher, "namespace"))) return Wrong("it must match {{namespace}} by = or =~", out problem);
        if (!matchers.Any(matcher => IsPositive(matcher) && (Names(matcher, "revision") || Names(matcher, "podPattern"))))
            return Wrong("it must match {{revision}} or {{podPattern}} by = or =~", out problem);
        return new RevisionTemplate(matchers);
    }

    /// <summary>The conditions that a revision's series meet, and nobody else's.</summary>
    public IReadOnlyList<LabelMatcher>? For(MeasureRequest request, out string? problem)
    {
        if (request.Pods is not null && !_matchers.Any(matcher => Names(matcher, "podPattern")))
        {
            problem = "names revisions alone, and a shadow has none: it needs {{podPattern}}";
            return null;
        }

        var filled = new List<LabelMatcher>(_matchers.Count);
        foreach (var matcher in _matchers)
        {
            string Text(string value) => matcher.IsExpression ? PromQlText.EscapeExpression(value) : value;
            var value = Placeholders.Fill(matcher.Value, name => name switch
            {
                "namespace" => Text(request.Namespace),
                "revision" => Text(request.Revision),
                _ => PodPattern(request),
            }, out problem);
            if (value is null || LabelMatcher.Create(matcher.Label, matcher.Kind, value, out problem) is not { } one) return null;
            filled.Add(one);
        }

        problem = null;
        return filled;
    }

    /// <summary>A regular expression of the pods' names: those of a Deployment, or the very pods that are named; without any, one that no pod's name matches.</summary>
    public static string PodPattern(MeasureRequest request) => request.Pods switch
    {
        null => PromQlText.EscapeExpression(request.Workload) + PodParts,
        [] => "-",
        var pods => string.Join('|', pods.Select(pod => PromQlText.EscapeExpression(pod.Name)).Order(StringComparer.Ordinal)),
    };

    private static bool IsPositive(LabelMatcher matcher) => matcher.Kind is MatchKind.Equal or MatchKind.Matches;

    private static bool Names(LabelMatcher matcher, string placeholder)
    {
        var named = false;
        _ = Placeholders.Fill(matcher.Value, name =>
        {
            named |= string.Equals(name, placeholder, StringComparison.Ordinal);
            return "";
        }, out _);
        return named;
    }

    private static RevisionTemplate? Wrong(string sentence, out string? problem)
    {
        problem = sentence;
        return null;
    }
}
