using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

public sealed class SequentialJudgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly SequentialRules Rules = new() { AllowedShare = 0.01, Control = true, Needed = 100 };

    [Fact]
    public void A_candidate_that_fails_where_stable_does_not_is_bad()
    {
        var evidence = After(Rules, Situation.Weighted, 5, (100, 100), (1900, 2));
        var verdict = SequentialVerdict.Of(evidence, Rules, Situation.Weighted);
        verdict.Verdict.Should().Be(Verdict.Bad);
    }

    [Fact]
    public void A_good_candidate_is_good_once_there_is_enough_of_it()
    {
        Of(After(Rules, Situation.Weighted, 1, (60, 0), (1900, 2)), Rules).Should().Be((Verdict.Unknown, UnknownWhy.TooFew));
        Of(After(Rules, Situation.Weighted, 1, (600, 0), (1900, 2)), Rules).Should().Be((Verdict.Unknown, UnknownWhy.TooFew), "one block is no look at all");
        Of(After(Rules, Situation.Weighted, 2, (60, 0), (1900, 2)), Rules).Should().Be((Verdict.Good, UnknownWhy.None));
    }

    [Fact]
    public void What_both_suffer_since_the_weight_rose_blames_nobody() =>
        Of(After(Rules, Situation.Weighted, 20, (100, 8), (1900, 152)), Rules).Should().Be((Verdict.Unknown, UnknownWhy.SharedSuffering));

    [Fact]
    public void What_stable_suffered_before_the_weight_rose_holds()
    {
        var dark = After(Rules, Situation.Dark, 20, (0, 0), (2000, 160));
        var entered = SequentialJudge.EnterStep(dark, Rules, Situation.Dark);
        entered.StableBroken.Should().BeTrue();
        Of(After(Rules, Situation.Weighted, 20, (100, 8), (1900, 152), entered), Rules).Should().Be((Verdict.Unknown, UnknownWhy.Suspect));
    }

    [Fact]
    public void A_candidate_that_mends_a_broken_stable_is_good_although_it_misses_the_target()
    {
        var dark = After(Rules, Situation.Dark, 20, (0, 0), (2000, 400));
        var entered = SequentialJudge.EnterStep(dark, Rules, Situation.Dark);
        Of(After(Rules, Situation.Weighted, 30, (200, 8), (1900, 380), entered), Rules).Should().Be((Verdict.Good, UnknownWhy.BetterThanStable));
    }

    [Fact]
    public void A_candidate_that_mends_a_broken_stable_is_held_in_the_bake_to_what_stable_was()
    {
        var dark = After(Rules, Situation.Dark, 20, (0, 0), (2000, 400));
        var better = After(Rules, Situation.Weighted, 30, (200, 8), (1900, 380), SequentialJudge.EnterStep(dark, Rules, Situation.Dark));
        var bake = SequentialJudge.EnterStep(better, Rules, Situation.Weighted);
        Of(bake, Rules, Situation.All).Should().Be((Verdict.Unknown, UnknownWhy.TooFew), "nothing has come in yet");
        var baked = After(Rules, Situation.All, 120, (2000, 80), (0, 0), bake);
        Of(baked, Rules, Situation.All).Should().Be((Verdict.Good, UnknownWhy.BetterThanStable), "4 % is above the 1 % that is allowed, and far below stable's 20 %");
        Of(EvidenceText.Read(EvidenceText.Write(baked), Rules)!, Rules, Situation.All).Should().Be((Verdict.Good, UnknownWhy.BetterThanStable));
        Of(After(Rules, Situation.All, 1, (2000, 1200), (0, 0), baked), Rules, Situation.All).Should().Be((Verdict.Unknown, UnknownWhy.Suspect));
        Of(After(Rules, Situation.All, 60, (2000, 1200), (0, 0), baked), Rules, Situation.All).Should().Be((Verdict.Bad, UnknownWhy.None), "60 % is worse than stable was");
    }

    [Fact]
    public void A_candidate_that_mends_a_broken_stable_needs_as_many_events_and_blocks_as_any_other()
    {
        var better = After(Rules, Situation.Weighted, 30, (200, 8), (1900, 380), SequentialJudge.EnterStep(After(Rules, Situation.Dark, 20, (0, 0), (2000, 400)), Rules, Situation.Dark));
        Of(better, Rules with { Needed = 6_001 }).Should().Be((Verdict.Unknown, UnknownWhy.TooFew), "6,000 events have been seen");
        var later = SequentialJudge.EnterStep(better, Rules, Situation.Weighted);
        Of(later, Rules).Should().Be((Verdict.Unknown, UnknownWhy.TooFew), "nothing was measured in this step");
        Of(After(Rules, Situation.Weighted, 1, (200, 8), (1900, 380), later), Rules).Should().Be((Verdict.Unknown, UnknownWhy.TooFew), "one block is no look at all");
        Of(After(Rules, Situation.Weighted, 2, (200, 8), (1900, 380), later), Rules).Should().Be((Verdict.Good, UnknownWhy.BetterThanStable));
    }

    [Fact]
    public void A_candidate_that_mended_a_broken_stable_and_breaks_beside_it_is_bad()
    {
        var dark = After(Rules, Situation.Dark, 20, (0, 0), (2000, 400));
        var better = After(Rules, Situation.Weighted, 10, (200, 8), (1900, 380), SequentialJudge.EnterStep(dark, Rules, Situation.Dark));
        Of(After(Rules, Situation.Weighted, 30, (200, 180), (1900, 380), better), Rules).Should().Be((Verdict.Bad, UnknownWhy.None));
    }

    [Fact]
    public void More_bad_than_allowed_but_no_more_than_stable_holds() =>
        Of(After(Rules, Situation.Weighted, 6, (100, 3), (100, 2)), Rules).Should().Be((Verdict.Unknown, UnknownWhy.Suspect));

    [Fact]
    public void A_fault_that_has_just_begun_holds_the_launch_before_it_can_be_blamed()
    {
        var good = After(Rules, Situation.Weighted, 20, (1000, 1), (1900, 2));
        Of(good, Rules).Should().Be((Verdict.Good, UnknownWhy.None));
        var open = SequentialJudge.Add(good, Rules, Situation.Weighted, new(good.LastAt!.Value.AddSeconds(2), new(200, 16, 16), new(400, 0, 0)));
        SequentialVerdict.Of(open, Rules, Situation.Weighted).Weight.Largest.Should().BeLessThan(SequentialVerdict.SuspectFrom, "it is hardly evidence yet");
        Of(open, Rules).Should().Be((Verdict.Unknown, UnknownWhy.Suspect));
        Of(After(Rules, Situation.Weighted, 1, (1000, 80), (1900, 2), good), Rules).Should().Be((Verdict.Unknown, UnknownWhy.Suspect), "a whole block that has just ended is as new");
        Of(After(Rules, Situation.Weighted, 1, (1000, 1), (1900, 2), After(Rules, Situation.Weighted, 1, (1000, 20), (1900, 2), good)), Rules).Should().Be((Verdict.Good, UnknownWhy.None), "it has passed");
    }

    [Fact]
    public void A_block_of_hardly_any_events_hides_none_of_the_one_before()
    {
        // A source that was silent, then one that lost most of the pods: two blocks, of which the first says all.
        var evidence = After(Rules, Situation.Weighted, 1, (35, 1), (1900, 2), After(Rules, Situation.Weighted, 1, (5733, 288), (1900, 2)));
        Of(evidence, Rules).Should().Be((Verdict.Unknown, UnknownWhy.Suspect));
        Of(EvidenceText.Read(EvidenceText.Write(evidence), Rules)!, Rules).Should().Be((Verdict.Unknown, UnknownWhy.Suspect));
        Of(After(Rules, Situation.Weighted, 1, (35, 0), (1900, 2), evidence), Rules).Should().Be((Verdict.Good, UnknownWhy.None), "as many events again are a look of their own");
    }

    [Theory]
    [InlineData(100, 1, false)]
    [InlineData(100, 4, false)] // P(K >= 4) = 0.018
    [InlineData(100, 6, true)] // P(K >= 6) = 0.0005
    [InlineData(1, 1, true)] // P(K >= 1) = 0.01: the bound is exact where all are bad
    [InlineData(10_000, 120, false)] // P(K >= 120) = 0.028
    [InlineData(10_000, 135, true)] // P(K >= 135) = 0.0004
    public void The_newest_events_speak_against_a_candidate_where_chance_does_not_explain_them(long total, long bad, bool speak) =>
        LatestEvents.SpeakAgainst(new(total, bad, bad), 0.01).Should().Be(speak);

    [Fact]
    public void Without_control_the_candidate_is_judged_alone_in_longer_blocks()
    {
        var alone = Rules with { Control = false };
        var evidence = After(alone, Situation.Weighted, 3, (100, 100), (0, 0));
        evidence.Alone!.Reserve.Blocks.Should().Be(1);
        Of(After(alone, Situation.Weighted, 6, (100, 100), (0, 0)), alone).Should().Be((Verdict.Bad, UnknownWhy.None));
    }

    [Fact]
    public void A_block_with_too_few_requests_of_stable_waits_for_more_and_is_then_compared_with_the_next()
    {
        var evidence = After(Rules, Situation.Weighted, 2, (1, 0), (1, 0));
        evidence.Open.Should().NotBeNull();
        evidence = After(Rules, Situation.Weighted, 3, (1, 0), (1, 0));
        (evidence.Open, evidence.NoControl).Should().Be(((OpenBlock?)null, true));
        (evidence.Alone!.Reserve.Blocks, evidence.Candidate!.Reserve.Blocks, evidence.Worse!.Reserve.Blocks).Should().Be((0, 1, 0));
        var more = After(Rules, Situation.Weighted, 3, (1, 0), (1, 0), evidence);
        (more.Candidate!.Reserve.Blocks, more.Worse!.Reserve.Blocks, more.NoControl, more.Uncompared).Should().Be((2, 1, false, default));
        evidence = After(Rules, Situation.Weighted, 3, (1, 0), (2, 0));
        (evidence.Alone!.Reserve.Blocks, evidence.Candidate!.Reserve.Blocks, evidence.NoControl).Should().Be((0, 1, false));
    }

    [Fact]
    public void A_few_requests_of_stable_are_enough_and_no_block_waits_for_ten()
    {
        // One request a second each, half and half: Poisson, so that in half of the blocks stable has fewer than ten.
        var evidence = After(Rules, Situation.Weighted, 1, (10, 2), (5, 0));
        (evidence.Open, evidence.Candidate!.Reserve.Blocks, evidence.NoControl).Should().Be(((OpenBlock?)null, 1, false));
        After(Rules, Situation.Weighted, 1, (10, 2), (4, 0)).Open.Should().NotBeNull();
    }

    [Fact]
    public void Beside_stable_a_candidate_is_not_blamed_for_what_stable_has_hardly_a_request_beside_until_it_has()
    {
        // Two requests of stable a minute, and all of the candidate's fail.
        var evidence = SequentialEvidence.Begin(Rules) with { LastAt = Start };
        for (var sample = 1; sample <= 12; sample++)
        {
            evidence = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(10 * sample), new EventCounts(50, 50, 50), new EventCounts(sample % 3 == 0 ? 1 : 0, 0, 0)));
            Of(evidence, Rules).Should().Be((Verdict.Unknown, UnknownWhy.Suspect), "nobody knows how stable fares");
        }

        for (var sample = 13; sample <= 45; sample++)
            evidence = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(10 * sample), new EventCounts(50, 50, 50), new EventCounts(sample % 3 == 0 ? 1 : 0, 0, 0)));
        Of(evidence, Rules).Should().Be((Verdict.Bad, UnknownWhy.None));
    }

    [Fact]
    public void What_stable_was_not_measured_beside_is_compared_with_nothing()
    {
        var good = After(Rules, Situation.Weighted, 3, (100, 0), (1900, 2));
        var worse = good.Worse!.Value;
        var evidence = good;
        for (var sample = 1; sample <= 12; sample++)
            evidence = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(good.LastAt!.Value.AddSeconds(10 * sample), new EventCounts(100, 30, 30), default, StableKnown.NotYet));
        Of(evidence, Rules).Should().Be((Verdict.Unknown, UnknownWhy.Suspect));
        evidence = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(evidence.LastAt!.Value.AddSeconds(10), new EventCounts(100, 0, 0), new EventCounts(1900, 0, 0), StableKnown.Lost));
        evidence.Worse!.Value.Should().Be(worse);
        evidence = EvidenceText.Read(EvidenceText.Write(evidence), Rules)!;
        After(Rules, Situation.Weighted, 1, (100, 0), (1900, 2), evidence).Worse!.Reserve.Blocks.Should().Be(good.Worse.Reserve.Blocks + 1);
    }

    [Fact]
    public void A_comparison_without_control_neither_blocks_nor_blames()
    {
        var compared = Rules with { AllowedShare = null, Margin = 1.1 };
        Of(After(compared, Situation.All, 6, (100, 50), (0, 0)), compared, Situation.All).Should().Be((Verdict.Unknown, UnknownWhy.NoControl));
        Of(After(compared, Situation.Weighted, 6, (100, 50), (1900, 5)), compared).Should().Be((Verdict.Bad, UnknownWhy.None));
    }

    [Fact]
    public void Events_that_may_be_bad_hold_a_good_verdict_back()
    {
        var evidence = SequentialEvidence.Begin(Rules) with { LastAt = Start };
        for (var sample = 1; sample <= 6; sample++)
            evidence = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(10 * sample), new EventCounts(100, 0, 60), new EventCounts(1900, 2, 2)));
        Of(evidence, Rules).Should().Be((Verdict.Unknown, UnknownWhy.BucketTooCoarse));
    }

    [Fact]
    public void Late_and_doubled_samples_change_nothing()
    {
        var evidence = After(Rules, Situation.Weighted, 3, (100, 1), (1900, 2));
        var again = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(30), new EventCounts(100, 100, 100)));
        again.Should().BeSameAs(evidence);
        SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(5), new EventCounts(100, 100, 100))).Should().BeSameAs(evidence);
    }

    [Fact]
    public void A_block_ends_before_the_sample_that_would_make_it_twice_as_large()
    {
        var evidence = After(Rules, Situation.Weighted, 2, (100, 0), (1900, 2));
        evidence = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(22), new EventCounts(150, 0, 0), new EventCounts(300, 0, 0)));
        evidence.Open!.Value.Limit.Should().Be(200);
        evidence = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(24), new EventCounts(150, 0, 0), new EventCounts(300, 0, 0)));
        evidence.Candidate!.Reserve.Blocks.Should().Be(3);
        evidence.Open!.Value.Candidate.Total.Should().Be(150);
    }

    [Fact]
    public void Several_objectives_are_blamed_together_or_the_largest_alone()
    {
        CombinedEvidence.Blame([250, 30, 40], 100).Should().Equal(0);
        CombinedEvidence.Blame([99, 99, 103], 100).Should().Equal(2);
        CombinedEvidence.Blame([250, 30, 10], 100).Should().BeEmpty();
        CombinedEvidence.Blame([], 100).Should().BeEmpty();
    }

    private static (Verdict Verdict, UnknownWhy Why) Of(SequentialEvidence evidence, SequentialRules rules, Situation situation = Situation.Weighted)
    {
        var verdict = SequentialVerdict.Of(evidence, rules, situation);
        return (verdict.Verdict, verdict.Why);
    }

    private static SequentialEvidence After(SequentialRules rules, Situation situation, int samples, (long Total, long Bad) candidate, (long Total, long Bad) stable, SequentialEvidence? from = null)
    {
        var evidence = from ?? SequentialEvidence.Begin(rules) with { LastAt = Start };
        var begin = evidence.LastAt ?? Start;
        for (var sample = 1; sample <= samples; sample++)
        {
            evidence = SequentialJudge.Add(evidence, rules, situation, new Observation(begin.AddSeconds(10 * sample), new EventCounts(candidate.Total, candidate.Bad, candidate.Bad), new EventCounts(stable.Total, stable.Bad, stable.Bad)));
        }

        return evidence;
    }
}
