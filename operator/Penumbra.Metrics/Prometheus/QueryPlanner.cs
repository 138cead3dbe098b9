using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Prometheus;

/// <summary>
/// Puts many questions into few queries. The same selector for several revisions becomes one, with the revisions' conditions joined as
/// alternatives; different selectors stand side by side in one query.
/// </summary>
internal static class QueryPlanner
{
    /// <summary>How many selectors a query has at most.</summary>
    public const int MostSelectors = 50;

    /// <summary>How many revisions are joined in one selector at most.</summary>
    public const int MostRevisions = 50;

    /// <summary>How long a query is at most, in characters.</summary>
    public const int LongestQuery = 32 * 1024;

    /// <summary>The queries, in a stable order. Uses of different companies never share one.</summary>
    public static IReadOnlyList<PlannedQuery> Plan(IEnumerable<SelectorUse> uses)
    {
        var queries = new List<PlannedQuery>();
        foreach (var company in uses.GroupBy(use => use.Company, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var open = new List<TaggedSelector>();
            var length = 0;
            foreach (var selector in company.GroupBy(use => use.Selector.ToString(), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(Tagged))
            {
                var cost = PlannedQuery.Cost(selector);
                if (open.Count > 0 && (open.Count == MostSelectors || length + cost > LongestQuery))
                {
                    queries.Add(new PlannedQuery([.. open]));
                    open.Clear();
                    length = 0;
                }

                open.Add(selector);
                length += cost;
            }

            if (open.Count > 0) queries.Add(new PlannedQuery([.. open]));
        }

        return queries;
    }

    private static IEnumerable<TaggedSelector> Tagged(IEnumerable<SelectorUse> uses)
    {
        var revisions = uses.GroupBy(use => string.Join(',', use.Revision), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var chunk in revisions.Chunk(MostRevisions))
        {
            var all = chunk.SelectMany(group => group).ToList();
            if (chunk.Length > 1 && Join([.. chunk.Select(group => group.First().Revision)]) is { } joined && all[0].Selector.Render(joined) is { Length: <= LongestQuery / 4 } text)
            {
                yield return new TaggedSelector(text, all, true);
                continue;
            }

            foreach (var group in chunk) yield return new TaggedSelector(group.First().Selector.Render(group.First().Revision), [.. group], false);
        }
    }

    // The conditions come from one template: the same labels in the same order. Each joined condition alone is weaker than any revision's own;
    // the answer's series are given out by the exact ones.
    private static List<LabelMatcher>? Join(IReadOnlyList<IReadOnlyList<LabelMatcher>> sets)
    {
        var joined = new List<LabelMatcher>();
        for (var index = 0; index < sets[0].Count; index++)
        {
            var first = sets[0][index];
            SortedSet<string> values = new(sets.Select(set => set[index].Value), StringComparer.Ordinal);
            if (values.Count == 1)
            {
                joined.Add(first);
                continue;
            }

            if (first.Kind is MatchKind.NotEqual or MatchKind.NotMatches) return null;
            var alternatives = values.Select(value => first.IsExpression ? $"(?:{value})" : PromQlText.EscapeExpression(value));
            if (LabelMatcher.Create(first.Label, MatchKind.Matches, string.Join('|', alternatives), out _) is not { } either) return null;
            joined.Add(either);
        }

        return joined;
    }
}
