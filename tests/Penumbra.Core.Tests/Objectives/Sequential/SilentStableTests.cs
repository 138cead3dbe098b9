using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>What becomes of stable's events when its source is silent for a while.</summary>
public sealed class SilentStableTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Objective Availability = new() { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), Judge = JudgeKind.Sequential, Control = true };
    private static readonly SequentialRules Rules = new() { AllowedShare = 0.01, Control = true, Needed = 100 };

    [Fact]
    public void Its_gap_joins_no_block_of_the_candidate()
    {
        var memory = Passes(Begin(), 1, 3);
        var blocks = memory.Evidence.Worse!.Reserve.Blocks;
        blocks.Should().Be(3);
        memory = Passes(memory, 4, 12, stableAnswers: false);
        memory.Evidence.Worse!.Reserve.Blocks.Should().Be(blocks, "there is nothing to compare with");
        memory.Evidence.Candidate!.Reserve.Blocks.Should().BeGreaterThan(blocks, "what is allowed is still asked");
        var seen = memory.Evidence.StableSeen.Total;
        memory = Passes(memory, 13, 13);
        memory.Evidence.StableSeen.Total.Should().Be(seen, "what came in ninety seconds is no part of ten");
        memory = Passes(memory, 14, 18);
        memory.Evidence.Worse!.Reserve.Blocks.Should().BeGreaterThan(blocks);
        memory.Evidence.StableSeen.Total.Should().BeInRange(seen + 2000, seen + 5 * 1000, "it is measured again");
    }

    [Fact]
    public void One_answer_that_is_missing_inside_a_block_costs_nothing()
    {
        var memory = Passes(Begin(), 1, 3, seconds: 2);
        memory = Passes(memory, 4, 4, stableAnswers: false, seconds: 2);
        memory = Passes(memory, 5, 5, seconds: 2);
        (memory.Evidence.Worse!.Reserve.Blocks, memory.Evidence.StableSeen.Total).Should().Be((1, 5000));
    }

    [Fact]
    public void What_both_sources_missed_is_compared()
    {
        var memory = Passes(Begin(), 1, 3);
        memory = Passes(memory, 9, 9);
        (memory.Evidence.Worse!.Reserve.Blocks, memory.Evidence.StableSeen.Total).Should().Be((4, 9000));
    }

    private static SequentialMemory Begin()
    {
        var memory = SequentialMemory.Begin(Rules).WithCandidate(Availability, Reading(0, 0)).WithStable(Availability, Rules, Reading(0, 0)).Settle(Rules, Situation.Dark);
        return memory with { Evidence = SequentialJudge.EnterStep(memory.Evidence, Rules, Situation.Dark) };
    }

    private static SequentialMemory Passes(SequentialMemory memory, int from, int to, bool stableAnswers = true, int seconds = 10)
    {
        for (var pass = from; pass <= to; pass++)
        {
            memory = memory.WithCandidate(Availability, Reading(pass * seconds, pass * 100));
            if (stableAnswers) memory = memory.WithStable(Availability, Rules, Reading(pass * seconds, pass * 1000));
            memory = memory.Settle(Rules, Situation.Weighted);
        }

        return memory;
    }

    private static Reading Reading(int at, long total) => new() { At = Start.AddSeconds(at), Series = [new SeriesSample("total", SeriesRole.Total, total, Pod: "p"), new SeriesSample("bad", SeriesRole.Bad, 0, Pod: "p")] };
}
