using System.Collections.Immutable;
using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Testing;
using Xunit.Abstractions;

namespace Penumbra.Core.Tests.ShadowDeployments;

public sealed class OutagesTests(ITestOutputHelper output)
{
    private const double Margin = 0.001;
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Over = TimeSpan.FromHours(24);
    private static readonly ImmutableArray<Difference> Silent = [new("answer", DifferenceKind.Unreachable)];

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.01)]
    public void A_shadow_that_leaves_some_requests_unanswered_is_worse_however_many_come_a_minute(double share)
    {
        var random = new Random(11);
        var evidence = Run(24_000, 1_200, (_, _) => random.NextDouble() < share);
        var counts = evidence.Endpoints["GET /"].Counts();
        output.WriteLine($"{share:P0} missing: {counts}, {evidence.NotCompared.GetValueOrDefault(NotCompared.SameOutage)} passed over");
        MismatchEvidence.NotWorse(counts, Margin).Should().BeLessThan(1);
        (counts.ShadowOnly / (double)counts.Compared).Should().BeApproximately(share, share / 4);
        Judge(evidence).Should().BeEquivalentTo(new { Verdict = ShadowVerdict.Worse, Why = VerdictWhy.Mismatches });
    }

    [Fact]
    public void One_dead_replica_of_two_is_worse() =>
        Judge(Run(12_000, 1_200, (number, _) => number % 2 == 0)).Verdict.Should().Be(ShadowVerdict.Worse);

    [Fact]
    public void Missing_answers_just_at_the_margin_are_rarely_found_the_same_or_worse_however_often_one_looks()
    {
        const int Runs = 600;
        int same = 0, worse = 0;
        for (var run = 0; run < Runs; run++)
        {
            // At few requests a minute and a coarse margin missing answers follow one another most often.
            var random = new Random(run);
            var (isSame, isWorse) = (false, false);
            var outages = Outages.None;
            var counts = default(DifferenceCounts);
            for (var number = 0; number < 4_000; number++)
            {
                var at = Start.AddSeconds(number * 60.0 / 7);
                var minute = number / 7;
                var isSilent = random.NextDouble() < 0.1;
                var passes = outages.Passes(at, minute, Over);
                outages = outages.With(isSilent, at, minute, passes);
                if (!passes) counts += isSilent ? new(0, 1, 0) : new(1, 0, 0);
                if (number % 20 != 0) continue;
                isSame |= MismatchEvidence.NotWorse(counts, 0.1) >= MarginShadows.Odds;
                isWorse |= MismatchEvidence.Worse(counts, 0.1) >= MarginShadows.Odds;
            }

            if (isSame) same++;
            if (isWorse) worse++;
        }

        output.WriteLine($"at the margin: {(double)same / Runs:P1} the same, {(double)worse / Runs:P1} worse");
        ((double)same / Runs).Should().BeLessThan(MarginShadows.Bound(0.05, Runs));
        ((double)worse / Runs).Should().BeLessThan(MarginShadows.Bound(0.05, Runs));
    }

    [Theory]
    [InlineData(20, 2)]
    [InlineData(300, 6)]
    public void An_outage_is_one_mismatch_a_minute_whenever_it_begins(int seconds, int most)
    {
        // What timed out when it ended comes between the first answers.
        var evidence = Run(3_600, 60, (_, at) => at >= 630 && (at < 630 + seconds || (at < 635 + seconds && (int)at % 2 == 0)));
        evidence.Endpoints["GET /"].Counts().ShadowOnly.Should().BeInRange(1, most);
        Judge(evidence).Verdict.Should().NotBe(ShadowVerdict.Worse);
    }

    [Fact]
    public void Short_outages_that_come_every_minute_count_answer_by_answer_in_the_end()
    {
        var evidence = Run(90_000, 600, (_, at) => at % 60 < 5);
        var counts = evidence.Endpoints["GET /"].Counts();
        counts.ShadowOnly.Should().BeGreaterThan(6_000, "of 7,500 missing answers only those of the first 14 minutes are passed over");
        Judge(evidence).Verdict.Should().Be(ShadowVerdict.Worse);
    }

    private static ShadowJudgement Judge(ShadowEvidence evidence) =>
        VerdictJudge.Judge(evidence, new VerdictRules { MaxMismatch = Margin }, ShadowHealth.Up, Start + Over);

    private static ShadowEvidence Run(int count, double aMinute, Func<int, double, bool> isSilent)
    {
        var evidence = ShadowEvidence.Begin("s", Start, Over);
        for (var number = 0; number < count; number++)
        {
            var seconds = number * 60 / aMinute;
            evidence = evidence.With(new Comparison { Endpoint = "GET /", At = Start.AddSeconds(seconds), Shadow = isSilent(number, seconds) ? Silent : [] });
        }

        return evidence;
    }
}
