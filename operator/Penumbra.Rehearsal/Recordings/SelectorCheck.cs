using System.Collections.Immutable;
using Penumbra.Metrics.History;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Rehearsal.Recordings;

/// <summary>Finds the recorded series of a selector, and says why there are none: which names, labels and values exist.</summary>
public static class SelectorCheck
{
    private const int MostShown = 12;

    /// <summary>The series that a selector matches.</summary>
    public static IReadOnlyList<RecordedSeries> Matching(VectorSelector selector, IReadOnlyList<RecordedSeries> series) =>
        [.. series.Where(one => one.Name == selector.Name && selector.Matchers.All(matcher => matcher.Accepts(one.Labels.GetValueOrDefault(matcher.Label, ""))))];

    /// <summary>Why a selector matches nothing; null when it matches something.</summary>
    public static string? Problem(VectorSelector selector, IReadOnlyList<RecordedSeries> series)
    {
        if (Matching(selector, series).Count > 0) return null;
        var named = series.Where(one => one.Name == selector.Name).ToList();
        if (named.Count == 0) return $"matches nothing that was recorded: there is no metric {selector.Name}; there are {Listed(series.Select(one => one.Name))}";
        foreach (var matcher in selector.Matchers)
        {
            var values = named.Select(one => one.Labels.GetValueOrDefault(matcher.Label, "")).ToImmutableSortedSet(StringComparer.Ordinal);
            if (values.Any(matcher.Accepts)) continue;
            return values is [""]
                ? $"matches nothing that was recorded: {selector.Name} has no label {matcher.Label}; it has {Listed(named.SelectMany(one => one.Labels.Keys))}"
                : $"matches nothing that was recorded: {matcher} accepts none of the values of {matcher.Label}, which are {Listed(values.Select(value => value.Length == 0 ? "(none)" : value))}";
        }

        return $"matches nothing that was recorded: each of its conditions is met by some series of {selector.Name}, all together by none";
    }

    private static string Listed(IEnumerable<string> names)
    {
        var sorted = names.ToImmutableSortedSet(StringComparer.Ordinal);
        return sorted.Count == 0 ? "none" : string.Join(", ", sorted.Take(MostShown)) + (sorted.Count > MostShown ? ", …" : "");
    }
}
