using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>What is known of one endpoint: how often each pattern of differences came, in slices of time. Its size is bounded whatever is compared.</summary>
public sealed record EndpointEvidence
{
    /// <summary>So many patterns are kept apart; further ones are counted by their outcome.</summary>
    public const int MostPatterns = 256;

    /// <summary>So many kinds of patterns that are counted by their outcome there are at most.</summary>
    public const int MostTogether = 20;

    /// <summary>In so many slices the time of the verdict is divided: the last two are its last sixth.</summary>
    public const int Slices = 12;

    /// <summary>So many slices are kept apart; before that, the oldest two are joined whenever one begins, so that a comparison may last longer than the time of the verdict.</summary>
    public const int MostSlices = 2 * Slices;

    /// <summary>A field is noisy from so many noise pairs on in which live differs from itself.</summary>
    public const int NoisyFrom = 2;

    /// <summary>A field that differs by itself in a smaller share of the noise pairs excuses only a shadow that does not surely differ more often.</summary>
    public const double SeldomBelow = 0.01;

    /// <summary>So many requests of each endpoint are asked twice at first, so that what differs by itself is known early.</summary>
    public const int LearningPairs = 30;

    private static readonly DifferenceKind[] Values = [DifferenceKind.Value, DifferenceKind.Order, DifferenceKind.Length];
    private static readonly DifferenceKind[] Presences = [DifferenceKind.Missing, DifferenceKind.Extra];

    /// <summary>Comparisons by pattern, by slice; the newest slice is the last.</summary>
    public ImmutableSortedDictionary<int, ImmutableSortedDictionary<OutcomePattern, long>> Patterns { get; init; } = ImmutableSortedDictionary<int, ImmutableSortedDictionary<OutcomePattern, long>>.Empty;

    /// <summary>In how many noise pairs live differed from itself, by field and kind.</summary>
    public ImmutableSortedDictionary<Difference, long> Noise { get; init; } = ImmutableSortedDictionary<Difference, long>.Empty;

    /// <summary>In how many noise pairs one side alone differed, by field and kind.</summary>
    public ImmutableSortedDictionary<Difference, ApartCounts> Apart { get; init; } = ImmutableSortedDictionary<Difference, ApartCounts>.Empty;

    /// <summary>Whether the shadow has differed in what is judged.</summary>
    public bool Differs { get; private init; }

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
    /// <param name="count">How many that gave the same.</param>
    public EndpointEvidence With(Comparison comparison, int slice, long count = 1)
    {
        var next = this with
        {
            NoisePairs = NoisePairs + (comparison.Live is null ? 0 : count),
            Answers = comparison.LiveStatus is { } status ? Answers.With(status, count) : Answers,
            Fields = Math.Max(Fields, comparison.Fields),
        };
        if (comparison.Live is { } live) next = next.Learning(comparison.Shadow, live, count);
        var counts = Patterns.GetValueOrDefault(slice, ImmutableSortedDictionary<OutcomePattern, long>.Empty);
        return next with
        {
            Patterns = next.Bounded(Patterns.SetItem(slice, next.Put(counts, new OutcomePattern(comparison.Shadow, comparison.Live), count))),
            Differs = comparison.Shadow.Any(next.IsJudged) || (Differs && (next.Noise == Noise || next.FindsDifferences())),
        };
    }

    /// <summary>What two servers saw.</summary>
    public EndpointEvidence Plus(EndpointEvidence other)
    {
        var (noise, apart) = (Noise, Apart);
        foreach (var (difference, count) in other.Noise) noise = noise.SetItem(difference, noise.GetValueOrDefault(difference) + count);
        foreach (var (difference, counts) in other.Apart) apart = apart.SetItem(difference, apart.GetValueOrDefault(difference) + counts);
        var next = new EndpointEvidence { Noise = noise, Apart = apart, NoisePairs = NoisePairs + other.NoisePairs, Answers = Answers.Plus(other.Answers), Fields = Math.Max(Fields, other.Fields) };
        var patterns = Patterns;
        foreach (var (slice, counts) in other.Patterns)
        {
            patterns = patterns.SetItem(slice, next.Sum(patterns.GetValueOrDefault(slice, ImmutableSortedDictionary<OutcomePattern, long>.Empty), counts));
        }

        return (next with { Patterns = next.Bounded(patterns) }).Known();
    }

    /// <summary>The same after it was read: what follows from the counts is worked out anew.</summary>
    public EndpointEvidence Known() => this with { Differs = FindsDifferences() };

    /// <summary>
    /// Whether live is to be asked twice for the next request: the first <see cref="LearningPairs"/> of an endpoint, a share of all, and every one as soon as the shadow has differed in what is judged. That depends on what is past
    /// alone, so that the tests stay tests.
    /// </summary>
    /// <param name="chance">A number drawn between 0 and 1.</param>
    /// <param name="share">The share; with 0 live is never asked twice.</param>
    public bool AsksTwice(double chance, double share) => share > 0 && (Differs || chance < share || NoisePairs < LearningPairs);

    /// <summary>
    /// Whether a difference counts. Of a noisy field type and presence still do, unless live is noisy in those too; a list whose length changes by itself may change its order. What seldom changes by itself excuses no more than
    /// that: where the shadow surely differs more often than live does, it counts.
    /// </summary>
    public bool IsJudged(Difference difference)
    {
        if (Noise.IsEmpty || !difference.IsExcusable) return true;
        long noise = 0, live = 0;
        foreach (var kind in Related(difference.Kind))
        {
            var known = new Difference(difference.Field, kind);
            noise = Math.Max(noise, Noise.GetValueOrDefault(known));
            live += Apart.GetValueOrDefault(known).Live;
        }

        if (noise < NoisyFrom) return true;
        return noise < SeldomBelow * NoisePairs && new ApartCounts(Apart.GetValueOrDefault(difference).Shadow, live).IsSurelyMore;
    }

    /// <summary>The comparisons by outcome, from a slice on.</summary>
    /// <param name="from">The first slice.</param>
    public DifferenceCounts Counts(int from = int.MinValue) => Mismatches(from).All;

    /// <summary>The comparisons by outcome, in the parts that are judged, from a slice on.</summary>
    /// <param name="from">The first slice.</param>
    public MismatchCounts Mismatches(int from = int.MinValue)
    {
        var (all, failures, fields, twice, twiceFailures) = (default(DifferenceCounts), default(DifferenceCounts), default(DifferenceCounts), default(DifferenceCounts), default(DifferenceCounts));
        var isEverTwice = false;
        foreach (var (slice, counts) in Patterns)
        {
            foreach (var (pattern, count) in counts)
            {
                isEverTwice |= pattern.IsTwice;
                if (slice < from) continue;
                var outcome = Count(pattern.Outcome(IsJudged), count);
                var failure = Count(pattern.Outcome(IsFailure), count);
                all += outcome;
                failures += failure;
                fields += Count(pattern.Outcome(difference => difference.IsExcusable && IsJudged(difference)), count);
                if (!pattern.IsTwice) continue;
                twice += outcome;
                twiceFailures += failure;
            }
        }

        return isEverTwice ? new(all, failures, fields, twice, twiceFailures) : new(all, failures, fields, all, failures);
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
    public IReadOnlyList<string> NoisyFields() => [.. Noise.Where(entry => entry.Value >= NoisyFrom && !IsJudged(entry.Key)).Select(entry => entry.Key.Field).Distinct(StringComparer.Ordinal)];

    private static bool IsFailure(Difference difference) => !difference.IsExcusable;

    private static DifferenceCounts Count(int outcome, long count) => outcome switch { 1 => new DifferenceCounts(0, count, 0), -1 => new(0, 0, count), _ => new(count, 0, 0) };

    private static DifferenceKind[] Related(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Value or DifferenceKind.Order => Values,
        DifferenceKind.Missing or DifferenceKind.Extra => Presences,
        _ => [kind],
    };

    private bool FindsDifferences() => Patterns.Values.Any(counts => counts.Keys.Any(pattern => pattern.Shadow.Any(IsJudged)));

    // What a second answer of live tells of its fields.
    private EndpointEvidence Learning(ImmutableArray<Difference> shadow, ImmutableArray<Difference> live, long count)
    {
        var (noise, apart) = (Noise, Apart);
        foreach (var difference in live.Where(difference => difference.IsExcusable))
        {
            if (noise.ContainsKey(difference) || noise.Count < MostPatterns) noise = noise.SetItem(difference, noise.GetValueOrDefault(difference) + count);
            if (!Has(shadow, difference.Field)) apart = Add(apart, difference, new(0, count));
        }

        foreach (var difference in shadow.Where(difference => difference.IsExcusable && !Has(live, difference.Field))) apart = Add(apart, difference, new(count, 0));
        return this with { Noise = noise, Apart = apart };
    }

    private static bool Has(ImmutableArray<Difference> differences, string field)
    {
        foreach (var difference in differences)
        {
            if (difference.Field == field) return true;
        }

        return false;
    }

    private static ImmutableSortedDictionary<Difference, ApartCounts> Add(ImmutableSortedDictionary<Difference, ApartCounts> apart, Difference difference, ApartCounts more) =>
        apart.TryGetValue(difference, out var known) || apart.Count < MostPatterns ? apart.SetItem(difference, known + more) : apart;

    private ImmutableSortedDictionary<int, ImmutableSortedDictionary<OutcomePattern, long>> Bounded(ImmutableSortedDictionary<int, ImmutableSortedDictionary<OutcomePattern, long>> patterns)
    {
        while (patterns.Count > MostSlices)
        {
            var (oldest, next) = (patterns.First(), patterns.Skip(1).First());
            patterns = patterns.Remove(oldest.Key).SetItem(next.Key, Sum(next.Value, oldest.Value));
        }

        return patterns;
    }

    private ImmutableSortedDictionary<OutcomePattern, long> Sum(ImmutableSortedDictionary<OutcomePattern, long> sum, ImmutableSortedDictionary<OutcomePattern, long> more)
    {
        foreach (var (pattern, count) in more) sum = Put(sum, pattern, count);
        return sum;
    }

    // Where there is no room what is not judged goes first, and patterns that only differed in that become one. What still does not fit is counted by its outcome.
    private ImmutableSortedDictionary<OutcomePattern, long> Put(ImmutableSortedDictionary<OutcomePattern, long> counts, OutcomePattern pattern, long count)
    {
        if (!HasRoom(counts, pattern))
        {
            pattern = pattern.Judged(IsJudged);
            if (!HasRoom(counts, pattern) && counts.Keys.Any(known => !ReferenceEquals(known.Judged(IsJudged), known)))
            {
                var judged = ImmutableSortedDictionary.CreateBuilder<OutcomePattern, long>();
                foreach (var (known, times) in counts)
                {
                    var rest = known.Judged(IsJudged);
                    judged[rest] = judged.GetValueOrDefault(rest) + times;
                }

                counts = judged.ToImmutable();
            }

            if (!HasRoom(counts, pattern)) pattern = pattern.Together(IsJudged);
        }

        return counts.SetItem(pattern, counts.GetValueOrDefault(pattern) + count);
    }

    private static bool HasRoom(ImmutableSortedDictionary<OutcomePattern, long> counts, OutcomePattern pattern) => counts.Count < MostPatterns || counts.ContainsKey(pattern);
}
