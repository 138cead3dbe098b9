using FsCheck;
using FsCheck.Fluent;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Ranks;

public sealed class RankTextTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly SpendingPlan Plan = new(3, 90);
    private static readonly Objective Asked = new()
    {
        Name = "cost", Source = "prometheus", Indicator = new Indicator.Query("cost"), Bound = new Bound.NoWorseThanStable(0.1, false), Judge = JudgeKind.Ranks, Window = TimeSpan.FromSeconds(60),
    };

    [Fact]
    public void Whatever_was_seen_is_read_back_and_comes_to_the_same_when_it_goes_on()
    {
        // A life: each number is a pair of values, or a step, and some are as odd as values can be.
        Prop.ForAll(ArbMap.Default.ArbFor<double[]>(), ArbMap.Default.ArbFor<double[]>(), (before, after) =>
        {
            var memory = Lived(new RankMemory(), before, Start);
            var read = RankText.Read(RankText.Write(memory))!;
            RankText.Write(read).Should().Be(RankText.Write(memory));
            read.Windows.Should().Be(memory.Windows);
            read.Evidence.Reserve.Should().Be(memory.Evidence.Reserve);
            read.Evidence.Stakes.Should().Equal(memory.Evidence.Stakes);
            read.Start.Should().Be(memory.Start);
            read.Candidate.Should().Be(memory.Candidate);
            read.Stable.Should().Be(memory.Stable);
            read.Means.Should().HaveCount(memory.Means.Count);
            foreach (var (one, other) in read.Means.Zip(memory.Means)) one.Candidate.Should().BeApproximately(other.Candidate, 1e-4 * Math.Abs(other.Candidate));
            var later = Start.AddHours(1);
            Lived(read, after, later).Evidence.Value.Should().Be(Lived(memory, after, later).Evidence.Value);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_has_grown_beyond_all_numbers_is_read_back_as_large()
    {
        // A mode that only observes goes on long after blame.
        var memory = new RankMemory();
        for (var window = 0; window < 3000; window++) memory = memory with { Evidence = memory.Evidence.Add(Plan, true), Windows = window + 1 };
        memory.Evidence.Value.Should().Be(double.PositiveInfinity);
        RankText.Read(RankText.Write(memory))!.Evidence.Value.Should().BeGreaterThan(1e299).And.BeLessThan(double.PositiveInfinity);
        var none = new RankMemory();
        for (var window = 0; window < 3000; window++) none = none with { Evidence = none.Evidence.Add(Plan, false) };
        RankText.Read(RankText.Write(none))!.Evidence.Stakes.Should().Equal(none.Evidence.Stakes);
    }

    [Fact]
    public void An_open_window_of_no_numbers_is_dropped()
    {
        var memory = new RankMemory().With(double.MaxValue, isStable: false, Start).With(double.MaxValue, isStable: false, Start);
        RankText.Read(RankText.Write(memory))!.Start.Should().BeNull();
    }

    [Fact]
    public void The_largest_means_are_read_back_as_large()
    {
        var memory = new RankMemory { Means = [(double.MaxValue, -double.MaxValue), (double.NaN, 1)] };
        RankText.Read(RankText.Write(memory))!.Means.Should().Equal((1e300, -1e300));
    }

    [Fact]
    public void It_is_short()
    {
        var memory = new RankMemory();
        for (var window = 0; window < 500; window++) memory = Lived(memory, [-1.0 / 3 * Math.Pow(10, -(window % 200)), 2.0 / 3], Start.AddMinutes(2 * window));
        memory.Means.Should().HaveCount(RankMemory.Kept);
        RankText.Write(memory.With(1.0 / 3, isStable: false, Start)).Length.Should().BeLessThan(900);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("v=2;w=0;e=0.5,0,0,0.1,0.1,0.1")]
    [InlineData("w=0;e=0.5,0,0,0.1,0.1,0.1")]
    [InlineData("v=1;e=0.5,0,0,0.1,0.1,0.1")]
    [InlineData("v=1;w=0")]
    [InlineData("v=1;w=-1;e=0.5,0,0,0.1,0.1,0.1")]
    [InlineData("v=1;w=1.5;e=0.5,0,0,0.1,0.1,0.1")]
    [InlineData("v=1;w=0;e=0.6,0,0,0.1,0.1,0.1")]
    [InlineData("v=1;w=0;e=0.5,0,-1,0.1,0.1,0.1")]
    [InlineData("v=1;w=0;e=0.5,0.5,0,0.1,0.1,0.1")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,0.1,0.1")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,-0.1")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,∞")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,NaN")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,0.1;e=0.5,0,0,0.1,0.1,0.1")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,0.1;x=1")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,0.1;m=1,2,3")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,0.1;o=1,2,3")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,0.1;o=1,-2,3,1,1")]
    [InlineData("v=1;w=0;e=0.5,0,0,0.1,0.1,0.1;o=1e300,1,3,1,1")]
    [InlineData("n=1,2,3,4,5,6;s=1,2,0,0,1,1;E=0.5,0,0,0.1,0.1,0.1,0.1,0.1")]
    public void What_is_not_understood_is_not_used(string text) => RankText.Read(text).Should().BeNull();

    [Fact]
    public void No_text_breaks_it() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => RankText.Read(text.Get) is null or { Windows: >= 0 }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_damage_breaks_it()
    {
        var whole = RankText.Write(Lived(new RankMemory(), [1, 2, 3, 4, 5, 6, 7.5], Start));
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var letter in "0,;=-.ev")
            {
                if (RankText.Read(whole[..at] + letter + whole[(at + 1)..]) is { } read) (read.Evidence.Value >= 0 && read.Windows >= 0).Should().BeTrue();
            }

            if (RankText.Read(whole[..at]) is { } begun) begun.Evidence.Stakes.Should().HaveCount(3);
        }
    }

    private static RankMemory Lived(RankMemory memory, double[] values, DateTimeOffset at)
    {
        foreach (var value in values.Where(value => Math.Abs(value) < 1e300))
        {
            at += TimeSpan.FromSeconds(20);
            memory = memory.With(value, isStable: false, at).With(1, isStable: true, at).Settle(Asked, Plan, isAlone: false, at);
            if (value > 50) memory = memory with { Evidence = memory.Evidence.EnterStep(Plan) };
        }

        return memory;
    }
}
