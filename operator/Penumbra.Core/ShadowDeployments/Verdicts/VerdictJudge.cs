using Penumbra.Core.Common;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// Says whether a shadow is the same or better. The same or better needs every criterion; worse needs one, at a threshold that is higher the more criteria there are. All of it may be looked at
/// as often as one likes.
/// </summary>
public static class VerdictJudge
{
    /// <summary>The name of the small endpoints together.</summary>
    public const string Rest = "(rest)";

    // Of the fields of an endpoint, a share.
    private const double MostNoisy = 0.2;

    private static readonly TimeSpan LongestDown = TimeSpan.FromMinutes(5);

    /// <summary>The verdict now.</summary>
    /// <param name="evidence">What was found.</param>
    /// <param name="rules">What it is judged by.</param>
    /// <param name="health">Whether the shadow was there.</param>
    /// <param name="now">The present.</param>
    /// <param name="isAll">Whether nothing more will come, as after a replay without live requests: the time that was asked for is not waited for.</param>
    /// <param name="held">For how long nothing was copied meanwhile: the time that was asked for is so much longer.</param>
    public static ShadowJudgement Judge(ShadowEvidence evidence, VerdictRules rules, ShadowHealth health, DateTimeOffset now, bool isAll = false, TimeSpan held = default)
    {
        var groups = Groups(evidence, rules);
        var criteria = (3 * groups.Count) + 2; // of each: mismatches, p50 and p99; and both latencies of all
        var lately = evidence.SliceOf(now) - 1;
        var unsure = 1 - ((1 - rules.Confidence) / (criteria * LatencyRatio.Looks));
        var endpoints = groups.Select(group => Of(group, rules, criteria, unsure)).ToList();
        var counts = evidence.Endpoints.Values.Aggregate(default(DifferenceCounts), (sum, endpoint) => sum + endpoint.Counts());
        var latency = evidence.Latency.GetValueOrDefault(ShadowEvidence.Everything, LatencyPairs.Empty);
        var (median, tail) = LatencyRatio.Of(latency, rules.Confidence);
        var judgement = new ShadowJudgement
        {
            Verdict = ShadowVerdict.Inconclusive,
            Why = VerdictWhy.TooFewComparisons,
            Message = "",
            Counts = counts,
            NotWorse = endpoints.Count == 0 ? 1 : endpoints.Min(endpoint => endpoint.NotWorse),
            Worse = endpoints.Count == 0 ? 1 : endpoints.Max(endpoint => endpoint.Worse),
            Needed = rules.Threshold,
            NeededForWorse = rules.Threshold * criteria,
            Median = median,
            Tail = tail,
            Pairs = latency.Pairs,
            Endpoints = endpoints,
        };
        if (health.DownInAll > rules.Over / 10) return judgement with { Verdict = ShadowVerdict.Worse, Why = VerdictWhy.DownTooLong, Message = $"it had no ready pod for {Minutes(health.DownInAll)} in all" };
        if (endpoints.FirstOrDefault(endpoint => endpoint.Verdict == ShadowVerdict.Worse) is { } worse) return judgement with { Verdict = ShadowVerdict.Worse, Why = worse.Why, Message = $"{worse.Endpoint}: {Blame(worse)}" };
        if (Slower(median, tail, rules, unsure) is { } slower) return judgement with { Verdict = ShadowVerdict.Worse, Why = VerdictWhy.Slower, Message = slower };
        if (health.DownFor > LongestDown) return judgement with { Why = VerdictWhy.ShadowDown, Message = $"it has had no ready pod for {Minutes(health.DownFor)}" };
        if (UnansweredByLive.Of(evidence) is { } unanswered) return judgement with { Why = VerdictWhy.LiveAnswersDiffer, Message = unanswered };
        if (!rules.RefusalsExpected && RefusedByLive.Of(evidence) is { } refused) return judgement with { Why = VerdictWhy.LiveAnswersDiffer, Message = refused };
        if (Noisiest(evidence) is { } noisy) return judgement with { Why = VerdictWhy.TooNoisy, Message = noisy };
        var since = evidence.Since + held;
        return isAll ? Whole(Patient(judgement, groups, evidence, rules, lately, now, since, since)) : Patient(judgement, groups, evidence, rules, lately, now, since, since + rules.Over);
    }

    private static ShadowJudgement Whole(ShadowJudgement judgement) =>
        judgement.Verdict == ShadowVerdict.Inconclusive ? judgement with { Message = $"{judgement.Message}; all is replayed, and nothing more will come", ExpectedAt = null } : judgement;

    // What is lacking, the first thing first; nothing, and it is the same or better.
    private static ShadowJudgement Patient(ShadowJudgement judgement, List<Group> groups, ShadowEvidence evidence, VerdictRules rules, int lately, DateTimeOffset now, DateTimeOffset since, DateTimeOffset end)
    {
        var compared = judgement.Counts.Compared;
        var rate = now > since ? compared / (now - since).TotalSeconds : 0;
        var sure = Sure(judgement, evidence, rules, now, since);
        if (compared < rules.MinComparisons)
            return judgement with { Message = $"{compared} of {rules.MinComparisons} comparisons", ExpectedAt = Later(Later(end, At(rules.MinComparisons - compared, rate, now)), sure) };
        if (now < end) return judgement with { Why = VerdictWhy.TooEarly, Message = $"nothing speaks against it so far; {Span.Format(rules.Over)} are to pass", ExpectedAt = Later(end, sure) };
        if (Silent(evidence, judgement.Counts) is { } silent) return judgement with { Why = VerdictWhy.ShadowDown, Message = silent };
        foreach (var group in groups)
        {
            if (group.Lately(lately).Worse(rules.MaxMismatch) >= rules.Threshold)
                return judgement with { Why = VerdictWhy.WorseLately, Message = $"{group.Name} has had more mismatches than allowed lately", ExpectedAt = Later(now + (rules.Over / 6), sure) };
        }

        if (judgement.Endpoints.FirstOrDefault(endpoint => endpoint.NotWorse < rules.Threshold) is { } unsure)
        {
            return judgement with
            {
                Why = VerdictWhy.NotSureYet,
                Message = $"{unsure.Endpoint}: {unsure.Counts.ShadowOnly} of {unsure.Counts.Compared} differ; that it is not worse has odds of {unsure.NotWorse:0.#} of {rules.Threshold:0.#}",
                ExpectedAt = sure,
            };
        }

        if (judgement.Endpoints.FirstOrDefault(endpoint => endpoint.Why == VerdictWhy.LatencyNotSure) is { } slow)
            return judgement with { Why = VerdictWhy.LatencyNotSure, Message = $"{slow.Endpoint}: latency is not surely within {rules.LatencyNoMoreThan:0.##} of live's: {Ratios(slow.Median, slow.Tail)}", ExpectedAt = sure };
        if (judgement.Median is not { } median || MayBeSlow(median, judgement.Tail, rules))
            return judgement with { Why = VerdictWhy.LatencyNotSure, Message = $"latency is not surely within {rules.LatencyNoMoreThan:0.##} of live's: {Ratios(judgement.Median, judgement.Tail)}", ExpectedAt = sure };
        return judgement with { Verdict = ShadowVerdict.SameOrBetter, Why = VerdictWhy.AllHold, Message = $"{judgement.Counts.ShadowOnly} of {compared} differ; latency {Ratios(judgement.Median, judgement.Tail)} of live's" };
    }

    private static List<Group> Groups(ShadowEvidence evidence, VerdictRules rules)
    {
        var all = evidence.Endpoints.Select(entry => new Group(entry.Key, [entry.Value], evidence.Latency.GetValueOrDefault(entry.Key, LatencyPairs.Empty))).ToList();
        if (!rules.PerEndpoint) return all.Count == 0 ? [] : [new Group("all endpoints", [.. all.SelectMany(group => group.Endpoints)], LatencyPairs.Empty)];
        var small = all.Where(group => group.Counts.All.Compared < rules.LeastOfEndpoint).ToList();
        var groups = all.Except(small).ToList();
        if (small.Count > 0) groups.Add(new Group(Rest, [.. small.SelectMany(group => group.Endpoints)], LatencyPairs.Empty));
        return groups;
    }

    private static EndpointJudgement Of(Group group, VerdictRules rules, int criteria, double unsure)
    {
        var counts = group.Counts;
        var notWorse = counts.NotWorse(rules.MaxMismatch);

        // Where too much changes by itself what differs besides is no evidence.
        var worse = counts.Worse(rules.MaxMismatch, failuresAlone: group.Endpoints.Any(IsTooNoisy));
        var isWorse = worse >= rules.Threshold * criteria;
        var (median, tail) = LatencyRatio.Of(group.Latency, rules.Confidence);
        var isSlower = Slower(median, tail, rules, unsure) is not null;
        var (verdict, why) = (ShadowVerdict.Inconclusive, VerdictWhy.NotSureYet);
        if (isWorse || isSlower) (verdict, why) = (ShadowVerdict.Worse, isWorse ? VerdictWhy.Mismatches : VerdictWhy.Slower);
        else if (notWorse >= rules.Threshold) (verdict, why) = MayBeSlow(median, tail, rules) ? (ShadowVerdict.Inconclusive, VerdictWhy.LatencyNotSure) : (ShadowVerdict.SameOrBetter, VerdictWhy.AllHold);
        var answers = group.Endpoints.Aggregate(LiveAnswers.None, (sum, endpoint) => sum.Plus(endpoint.Answers));
        return new EndpointJudgement
        {
            Endpoint = group.Name,
            Counts = counts.All,
            NotWorse = notWorse,
            Worse = worse,
            Median = median,
            Tail = tail,
            Lacks = counts.Lacks(rules.MaxMismatch, rules.Threshold),
            Refused = answers.AreWorthless ? answers.Shares() : "",
            Verdict = verdict,
            Why = why,
        };
    }

    // A ratio that is not known yet holds nothing up here: an endpoint may have too few pairs for it for ever.
    private static bool MayBeSlow(LatencyRatio? median, LatencyRatio? tail, VerdictRules rules) => median?.High > rules.LatencyNoMoreThan || tail?.High > rules.LatencyNoMoreThan;

    private static string? Slower(LatencyRatio? median, LatencyRatio? tail, VerdictRules rules, double confidence)
    {
        foreach (var ratio in new[] { median, tail }.OfType<LatencyRatio>())
        {
            if (ratio.LowAt(confidence) > rules.LatencyNoMoreThan) return $"p{100 * ratio.Quantile:0} takes {ratio.Ratio:0.00} times as long as live's, more than {rules.LatencyNoMoreThan:0.##}";
        }

        return null;
    }

    // What is passed over says nothing good; where it is as much as a shadow may be away, nothing good is said.
    private static string? Silent(ShadowEvidence evidence, DifferenceCounts counts)
    {
        var passed = evidence.NotCompared.GetValueOrDefault(NotCompared.SameOutage);
        return passed * 10 > passed + counts.Compared ? $"{passed} of {passed + counts.Compared} requests came while it mostly did not answer" : null;
    }

    private static string? Noisiest(ShadowEvidence evidence)
    {
        foreach (var (endpoint, found) in evidence.Endpoints)
        {
            if (IsTooNoisy(found)) return $"{endpoint}: {found.NoisyFields().Count} of {found.Fields} fields differ when live is asked twice; ignore or tolerate those that may";
        }

        return null;
    }

    private static bool IsTooNoisy(EndpointEvidence found) => found.NoisyFields().Count is > 1 and var noisy && found.Fields > 0 && noisy > found.Fields * MostNoisy;

    private static string Blame(EndpointJudgement worse) => worse.Why == VerdictWhy.Mismatches
        ? $"{worse.Counts.ShadowOnly} of {worse.Counts.Compared} differ"
        : $"slower: {Ratios(worse.Median, worse.Tail)} of live's";

    private static string Ratios(LatencyRatio? median, LatencyRatio? tail) =>
        $"p50 {(median is { } half ? $"{half.Ratio:0.00}" : "unknown")}, p99 {(tail is { } last ? $"{last.Ratio:0.00}" : "unknown")}";

    // When the last of all that must be sure can be, each endpoint at its own pace; null where one of them never will be, as things go.
    private static DateTimeOffset? Sure(ShadowJudgement judgement, ShadowEvidence evidence, VerdictRules rules, DateTimeOffset now, DateTimeOffset since)
    {
        var elapsed = (now - since).TotalSeconds;
        if (elapsed <= 0) return null;
        DateTimeOffset? last = now;
        foreach (var endpoint in judgement.Endpoints)
        {
            last = Later(last, At(endpoint.Lacks, endpoint.Counts.Compared / elapsed, now));
            foreach (var ratio in new[] { endpoint.Median, endpoint.Tail }.OfType<LatencyRatio>()) last = Later(last, Fast(ratio, endpoint.Endpoint));
        }

        last = Later(last, judgement.Median is { } median ? Fast(median, ShadowEvidence.Everything) : At(LatencyRatio.LeastForMedian - judgement.Pairs, judgement.Pairs / elapsed, now));
        return judgement.Tail is { } tail ? Later(last, Fast(tail, ShadowEvidence.Everything)) : last;

        DateTimeOffset? Fast(LatencyRatio ratio, string of)
        {
            var pairs = evidence.Latency.GetValueOrDefault(of, LatencyPairs.Empty).Pairs;
            return ratio.High <= rules.LatencyNoMoreThan ? now : At(ratio.PairsUntilBelow(rules.LatencyNoMoreThan) - pairs, pairs / elapsed, now);
        }
    }

    private static DateTimeOffset? At(double? more, double rate, DateTimeOffset now) => more switch
    {
        null => null,
        <= 0 => now,
        _ => rate > 0 && more / rate < TimeSpan.FromDays(3650).TotalSeconds ? now.AddSeconds(Math.Ceiling(more.Value / rate)) : null,
    };

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is { } left && other is { } right ? (left > right ? left : right) : null;

    private static string Minutes(TimeSpan time) => $"{time.TotalMinutes:0} min";

    private sealed record Group(string Name, IReadOnlyList<EndpointEvidence> Endpoints, LatencyPairs Latency)
    {
        public MismatchCounts Counts { get; } = Endpoints.Aggregate(MismatchCounts.None, (sum, endpoint) => sum.Plus(endpoint.Mismatches()));

        public MismatchCounts Lately(int from) => Endpoints.Aggregate(MismatchCounts.None, (sum, endpoint) => sum.Plus(endpoint.Mismatches(from)));
    }
}
