using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>The literals were computed in plain Python from the formulas alone: E and G by their recurrences, 0.85·min(E, G) + 0.15·A, and 0.85·E + 0.15·A.</summary>
public sealed class EvidenceWeightTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly SequentialRules Rules = new() { AllowedShare = 0.01, Control = true };

    [Fact]
    public void Beside_stable_the_comparison_bounds_what_is_blamed()
    {
        // E 23.77, G 12.60: the smaller one counts.
        var weight = EvidenceWeight.Of(After(Rules, Situation.Weighted, 4, (100, 3), (1900, 20)), Rules, Situation.Weighted);
        weight.Bad.Should().BeApproximately(10.858343239227311, 1e-9);
        weight.Absolute.Should().BeApproximately(20.3539881111111, 1e-9);
        weight.Stable.Should().BeApproximately(1.1030628352107485, 1e-9);
        weight.Better.Should().BeApproximately(0.49399708113083507, 1e-9);
        weight.Largest.Should().BeApproximately(23.76939777777777, 1e-9);
    }

    [Fact]
    public void What_stable_suffers_as_well_weighs_next_to_nothing()
    {
        // E 23.77, G 0.49.
        var weight = EvidenceWeight.Of(After(Rules, Situation.Weighted, 4, (100, 3), (100, 6)), Rules, Situation.Weighted);
        weight.Bad.Should().BeApproximately(0.5705312615550909, 1e-9);
        weight.Absolute.Should().BeApproximately(20.3539881111111, 1e-9);
        weight.Stable.Should().BeApproximately(328.3755642361111, 1e-7);
    }

    [Theory]
    [InlineData(9, 11.085024712441596, 20.58066958432539)] // A 1.88 after a whole block, and 2.51 of which is certain in the open one
    [InlineData(60, 12.684250382084453, 22.179895253968244)] // 13.17 of which is certain
    public void In_the_bake_what_is_certain_of_the_open_block_counts_at_once(long bad, double blamed, double absolute)
    {
        var evidence = After(Rules, Situation.All, 3, (100, 3), (0, 0), After(Rules, Situation.Weighted, 4, (100, 3), (1900, 20)));
        evidence = After(Rules, Situation.All, 1, (100, bad), (0, 0), evidence);
        var weight = EvidenceWeight.Of(evidence, Rules, Situation.All);
        weight.Bad.Should().BeApproximately(blamed, 1e-9);
        weight.Absolute.Should().BeApproximately(absolute, 1e-9);
        weight.Largest.Should().BeApproximately(23.76939777777777, 1e-9);
    }

    [Fact]
    public void Without_control_all_of_the_capital_bets_alone()
    {
        var rules = Rules with { Control = false };

        // The first block, whose rate nobody knew, ends after 100 events; the second has 300 in its 30 s.
        var weight = EvidenceWeight.Of(After(rules, Situation.Weighted, 4, (100, 3), (0, 0)), rules, Situation.Weighted);
        foreach (var one in new[] { weight.Bad, weight.Absolute, weight.Largest }) one.Should().BeApproximately(4.0914375, 1e-9);
    }

    [Fact]
    public void No_worse_than_stable_is_the_comparison_alone()
    {
        var rules = Rules with { AllowedShare = null, Margin = 1.1 };
        var weight = EvidenceWeight.Of(After(rules, Situation.Weighted, 3, (100, 3), (1900, 20)), rules, Situation.Weighted);
        weight.Bad.Should().BeApproximately(3.161012804834682, 1e-9);
        (weight.Largest, weight.Absolute).Should().Be((weight.Bad, 0));
    }

    private static SequentialEvidence After(SequentialRules rules, Situation situation, int samples, (long Total, long Bad) candidate, (long Total, long Bad) stable, SequentialEvidence? from = null)
    {
        var evidence = from ?? SequentialEvidence.Begin(rules) with { LastAt = Start };
        var begin = evidence.LastAt!.Value;
        for (var sample = 1; sample <= samples; sample++)
            evidence = SequentialJudge.Add(evidence, rules, situation, new Observation(begin.AddSeconds(10 * sample), new EventCounts(candidate.Total, candidate.Bad, candidate.Bad), new EventCounts(stable.Total, stable.Bad, stable.Bad)));
        return evidence;
    }
}
