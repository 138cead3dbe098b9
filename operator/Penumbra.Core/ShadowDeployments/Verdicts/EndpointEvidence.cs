using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>What is known of one endpoint: how often each pattern of differences came, in slices of time. Its size is bounded whatever is compared.</summary>
public sealed record EndpointEvidence
{
    /// <summary>So many patterns are kept apart; further ones are counted together.</summary>
    public const int MostPatterns = 256;

    /// <summary>In so many slices the time of the verdict is divided: the last two are its last sixth.</summary>
    public const int Slices = 12;

    /// <summary>So many slices are kept apart; before that, the oldest two are joined whenever one begins, so that a comparison may last longer than the time of the verdict.</summary>
    public const int MostSlices = 2 * Slices;

    /// <summary>A field is noisy from so many noise pairs on in which live differs from itself.</summary>
    public const int NoisyFrom = 2;

    /// <summary>Comparisons by pattern, by slice; the newest slice is the last.</summary>
    public ImmutableSortedDictionary<int, ImmutableSortedDictionary<OutcomePattern, long>> Patterns { get; init; } = ImmutableSortedDictionary<int, ImmutableSortedDictionary<OutcomePattern, long>>.Empty;

    /// <summary>In how many noise pairs live differed from itself, by field and kind.</summary>
    public ImmutableSortedDictionary<Difference, long> Noise { get; init; } = ImmutableSortedDictionary<Difference, long>.Empty;

    /// <summary>How many requests live was asked twice.</summary>
    public long NoisePairs { get; init; }

    /// <summary>What live's first answers were.</summary>
    public LiveAnswers Answers { get; init; } = LiveAnswers.None;

    /// <summary>The most fields that an answer had.</summary>
    public int Fields { get; init; }

    /// <summary>Nothing seen yet.</summary>
    public static EndpointEvidence Empty { get; } = new();

    /// <summary>With one more comparison.</summary>
    /// <param name="comparison">What was found.</param>
    /// <param name="slice">The slice of time that it falls into.</param>
    public EndpointEvidence With(Comparison comparison, int slice)
    {
        var counts = Patterns.GetValueOrDefault(slice, ImmutableSortedDictionary<OutcomePattern, long>.Empty);
        var pattern = new OutcomePattern(comparison.Shadow, comparison.Live is { Length: 0 } ? null : comparison.Live);
        if (!counts.ContainsKey(pattern) && counts.Count >= MostPatterns) pattern = OutcomePattern.Rest;
        var noise = Noise;
        foreach (var difference in comparison.Live ?? [])
        {
            if (noise.ContainsKey(difference) || noise.Count < MostPatterns) noise = noise.SetItem(difference, noise.GetValueOrDefault(difference) + 1);
        }

        return this with
        {
            Patterns = Bounded(Patterns.SetItem(slice, counts.SetItem(pattern, counts.GetValueOrDefault(pattern) + 1))),
            Noise = noise,
            NoisePairs = NoisePairs + (comparison.Live is null ? 0 : 1),
            Answers = comparison.LiveStatus is { } status ? Answers.With(status) : Answers,
            Fields = Math.Max(Fields, comparison.Fields),
        };
    }

    /// <summary>What two servers saw.</summary>
    public EndpointEvidence Plus(EndpointEvidence other)
    {
        var patterns = Patterns;
        foreach (var (slice, counts) in other.Patterns)
        {
            patterns = patterns.SetItem(slice, Sum(patterns.GetValueOrDefault(slice, ImmutableSortedDictionary<OutcomePattern, long>.Empty), counts));
        }

        var noise = Noise;
        foreach (var (difference, count) in other.Noise) noise = noise.SetItem(difference, noise.GetValueOrDefault(difference) + count);
        return new() { Patterns = Bounded(patterns), Noise = noise, NoisePairs = NoisePairs + other.NoisePairs, Answers = Answers.Plus(other.Answers), Fields = Math.Max(Fields, other.Fields) };
    }

    /// <summary>
    /// Whether a difference counts. Of a noisy field type and presence still do, unless live is noisy in those too; a list whose length changes by itself may change its order.
    /// </summary>
    public bool IsJudged(Difference difference) => difference.Kind switch
    {
        DifferenceKind.Unreachable => true,
        DifferenceKind.Value or DifferenceKind.Order => !IsNoisy(difference.Field, DifferenceKind.Value) && !IsNoisy(difference.Field, DifferenceKind.Order) && !IsNoisy(difference.Field, DifferenceKind.Length),
        DifferenceKind.Missing or DifferenceKind.Extra => !IsNoisy(difference.Field, DifferenceKind.Missing) && !IsNoisy(difference.Field, DifferenceKind.Extra),
        _ => !IsNoisy(difference.Field, difference.Kind),
    };

    /// <summary>The comparisons by outcome, from a slice on.</summary>
    /// <param name="from">The first slice.</param>
    public DifferenceCounts Counts(int from = int.MinValue)
    {
        var sum = default(DifferenceCounts);
        foreach (var (slice, counts) in Patterns)
        {
            if (slice < from) continue;
            foreach (var (pattern, count) in counts)
            {
                sum += pattern.Outcome(IsJudged) switch { 1 => new DifferenceCounts(0, count, 0), -1 => new(0, 0, count), _ => new(count, 0, 0) };
            }
        }

        return sum;
    }

    /// <summary>The judged differences of the shadow, and in how many comparisons each came that live agreed with itself in.</summary>
    public ImmutableSortedDictionary<Difference, long> Differences()
    {
        var found = ImmutableSortedDictionary<Difference, long>.Empty;
        foreach (var (pattern, count) in Patterns.Values.SelectMany(counts => counts).Where(entry => entry.Key.Outcome(IsJudged) == 1))
        {
            foreach (var difference in pattern.Shadow.Where(IsJudged)) found = found.SetItem(difference, found.GetValueOrDefault(difference) + count);
        }

        return found;
    }

    /// <summary>The fields that differ by themselves.</summary>
    public IReadOnlyList<string> NoisyFields() => [.. Noise.Where(entry => entry.Value >= NoisyFrom).Select(entry => entry.Key.Field).Distinct(StringComparer.Ordinal)];

    private static ImmutableSortedDictionary<int, ImmutableSortedDictionary<OutcomePattern, long>> Bounded(ImmutableSortedDictionary<int, ImmutableSortedDictionary<OutcomePattern, long>> patterns)
    {
        while (patterns.Count > MostSlices)
        {
            var (oldest, next) = (patterns.First(), patterns.Skip(1).First());
            patterns = patterns.Remove(oldest.Key).SetItem(next.Key, Sum(next.Value, oldest.Value));
        }

        return patterns;
    }

    private static ImmutableSortedDictionary<OutcomePattern, long> Sum(ImmutableSortedDictionary<OutcomePattern, long> sum, ImmutableSortedDictionary<OutcomePattern, long> more)
    {
        foreach (var (pattern, count) in more)
        {
            var into = sum.ContainsKey(pattern) || sum.Count < MostPatterns ? pattern : OutcomePattern.Rest;
            sum = sum.SetItem(into, sum.GetValueOrDefault(into) + count);
        }

        return sum;
    }

    private bool IsNoisy(string field, DifferenceKind kind) => Noise.GetValueOrDefault(new Difference(field, kind)) >= NoisyFrom;
}
