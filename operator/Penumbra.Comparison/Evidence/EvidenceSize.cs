using System.Collections.Immutable;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Evidence;

/// <summary>
/// Evidence with ever less detail, until it is small enough. First goes what no judgement needs; then the endpoints' latencies in ever longer blocks, and then as a whole (that of all endpoints
/// together stays); then the oldest slices of time become one, and last only the most frequent patterns of each endpoint stay apart, the others counted by what they are judged as now.
/// </summary>
internal static class EvidenceSize
{
    // The verdict looks at the last two slices by themselves, and at one that may have just begun.
    private const int SlicesApart = 3;

    // Latencies become a fifth or a sixth by compression.
    private const long MostRoughly = 6L * EvidenceCodec.MostEncoded;

    /// <summary>The evidence as it is, and then smaller and smaller forms of it.</summary>
    public static IEnumerable<ShadowEvidence> Smaller(ShadowEvidence evidence)
    {
        // What surely does not fit is not tried: writing and compressing it takes time.
        var fits = Roughly(evidence) <= MostRoughly;
        if (fits) yield return evidence;
        evidence = With(evidence, Judged);
        if (fits) yield return evidence;
        while (HasBlocks(evidence))
        {
            evidence = Joined(evidence, Times(Roughly(evidence)));
            if (Roughly(evidence) <= MostRoughly) yield return evidence;
        }

        if (evidence.Latency.Keys.Any(IsEndpoint)) yield return evidence = evidence with { Latency = evidence.Latency.RemoveRange(evidence.Latency.Keys.Where(IsEndpoint)) };
        yield return evidence = With(evidence, Merged);
        foreach (var most in new[] { 64, 8 }) yield return evidence = With(evidence, endpoint => Fewer(endpoint, most));

        // Nothing is known of noise then: it is learnt anew, as at the beginning.
        yield return With(evidence, endpoint => Fewer(endpoint, 0) with { Noise = endpoint.Noise.Clear(), Apart = endpoint.Apart.Clear(), NoisePairs = 0 });
    }

    private static bool IsEndpoint(string name) => name != ShadowEvidence.Everything;

    private static bool HasBlocks(ShadowEvidence evidence) => evidence.Latency.Any(entry => IsEndpoint(entry.Key) && entry.Value.Blocks.Length > 1);

    // A bin and its count are some five characters.
    private static long Roughly(ShadowEvidence evidence) => 5 * evidence.Latency.Values.Sum(pairs => pairs.Blocks.Sum(block => (long)block.Live.Bins.Count + block.Shadow.Bins.Count));

    // Twice as long blocks are half the size at best.
    private static int Times(long size)
    {
        var times = 2;
        while (size / times > MostRoughly) times *= 2;
        return times;
    }

    private static ShadowEvidence Joined(ShadowEvidence evidence, int times) => evidence with
    {
        Latency = evidence.Latency.SetItems(evidence.Latency.Where(entry => IsEndpoint(entry.Key) && entry.Value.Blocks.Length > 1).Select(entry => KeyValuePair.Create(entry.Key, Joined(entry.Value, times)))),
    };

    // Blocks of so many times the size; what does not fill one is the beginning of the block that is not whole yet.
    private static LatencyPairs Joined(LatencyPairs pairs, int times)
    {
        var joined = pairs.Blocks.Chunk(times).Select(blocks => blocks.Length == times ? Sum(blocks) : Sum([.. blocks, pairs.Open])).ToList();
        var isFull = pairs.Blocks.Length % times == 0;
        return pairs with { BlockSize = pairs.BlockSize * times, Blocks = [.. isFull ? joined : joined[..^1]], Open = isFull ? pairs.Open : joined[^1] };
    }

    private static LatencyBlock Sum(LatencyBlock[] blocks) => new(Sum(blocks.Select(block => block.Live)), Sum(blocks.Select(block => block.Shadow)), blocks.Sum(block => block.Pairs));

    // As LatencyHistogram.Plus, but there are tens of thousands of them.
    private static LatencyHistogram Sum(IEnumerable<LatencyHistogram> histograms)
    {
        var counts = new long[LatencyHistogram.Size];
        foreach (var histogram in histograms)
        {
            foreach (var (bin, count) in histogram.Bins) counts[bin] += count;
        }

        return new LatencyHistogram { Bins = counts.Select((count, bin) => KeyValuePair.Create(bin, count)).Where(bin => bin.Value > 0).ToImmutableSortedDictionary() };
    }

    private static ShadowEvidence With(ShadowEvidence evidence, Func<EndpointEvidence, EndpointEvidence> change) => evidence with
    {
        Endpoints = evidence.Endpoints.SetItems(evidence.Endpoints.Select(entry => KeyValuePair.Create(entry.Key, change(entry.Value)))),
    };

    // What is not judged now hardly ever is again.
    private static EndpointEvidence Judged(EndpointEvidence endpoint) => endpoint with
    {
        Patterns = endpoint.Patterns.SetItems(endpoint.Patterns.Select(slice => KeyValuePair.Create(slice.Key, Sum(slice.Value.Select(entry => KeyValuePair.Create(entry.Key.Judged(endpoint.IsJudged), entry.Value)))))),
    };

    private static EndpointEvidence Merged(EndpointEvidence endpoint)
    {
        if (endpoint.Patterns.Count <= SlicesApart) return endpoint;
        var old = endpoint.Patterns.Take(endpoint.Patterns.Count - SlicesApart + 1).ToList();
        var sum = Fewer(endpoint, Sum(old.SelectMany(slice => slice.Value)), EndpointEvidence.MostPatterns - EndpointEvidence.MostTogether);
        return endpoint with { Patterns = endpoint.Patterns.RemoveRange(old.Select(slice => slice.Key)).Add(old[^1].Key, sum) };
    }

    private static EndpointEvidence Fewer(EndpointEvidence endpoint, int most) => endpoint with
    {
        Patterns = endpoint.Patterns.SetItems(endpoint.Patterns.Select(slice => KeyValuePair.Create(slice.Key, Fewer(endpoint, slice.Value, most)))),
    };

    private static ImmutableSortedDictionary<OutcomePattern, long> Fewer(EndpointEvidence endpoint, ImmutableSortedDictionary<OutcomePattern, long> patterns, int most)
    {
        if (patterns.Count <= most) return patterns;
        var ordered = patterns.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).ToList();
        return Sum(ordered.Take(most).Concat(ordered.Skip(most).Select(entry => KeyValuePair.Create(
            entry.Key.Together(endpoint.IsJudged), entry.Value))));
    }

    private static ImmutableSortedDictionary<OutcomePattern, long> Sum(IEnumerable<KeyValuePair<OutcomePattern, long>> entries)
    {
        var sum = ImmutableSortedDictionary.CreateBuilder<OutcomePattern, long>();
        foreach (var (pattern, count) in entries) sum[pattern] = sum.GetValueOrDefault(pattern) + count;
        return sum.ToImmutable();
    }
}
