using System.Collections.Concurrent;
using Penumbra.Core.Objectives;

namespace Penumbra.Metrics.Selectors;

/// <summary>Keeps parsed selectors from one tick to the next: regular expressions are costly to build. Bounded: when full, it starts anew.</summary>
internal sealed class SelectorCache
{
    private const int Most = 2048;
    private readonly ConcurrentDictionary<Indicator, IndicatorSelectors> _parsed = new();

    /// <summary>The indicator's selectors.</summary>
    public IndicatorSelectors Of(Indicator indicator)
    {
        if (_parsed.TryGetValue(indicator, out var known)) return known;
        if (_parsed.Count >= Most) _parsed.Clear();
        return _parsed[indicator] = IndicatorSelectors.Of(indicator);
    }
}
