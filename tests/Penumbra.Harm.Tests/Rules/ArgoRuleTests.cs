using Penumbra.Harm.Rules;

namespace Penumbra.Harm.Tests.Rules;

public sealed class ArgoRuleTests
{
    [Fact]
    public void A_window_above_what_is_allowed_fails_a_measurement_and_one_just_at_it_does_not()
    {
        // 600 requests a minute: 6 bad ones are 1 %.
        BlamedAt(new ArgoRule(60, 60, 0), second => second is 300 ? 7 : 0).Should().Be(360);
        BlamedAt(new ArgoRule(60, 60, 0), second => second is 300 ? 6 : 0).Should().BeNull();
    }

    [Fact]
    public void It_gives_up_at_the_measurement_after_failureLimit_failed_ones_whether_they_come_in_a_row_or_not()
    {
        long Bad(int second) => second is 60 or 300 or 900 ? 20 : 0;
        BlamedAt(new ArgoRule(60, 60, 1), Bad).Should().Be(360);
        BlamedAt(new ArgoRule(60, 60, 2), Bad).Should().Be(960);
        BlamedAt(new ArgoRule(60, 60, 3), Bad).Should().BeNull();
    }

    [Fact]
    public void A_window_longer_than_the_interval_measures_one_burst_several_times()
    {
        long Bad(int second) => second is 300 ? 20 : 0;
        BlamedAt(new ArgoRule(10, 60, 0), Bad).Should().Be(310);
        BlamedAt(new ArgoRule(10, 60, 5), Bad).Should().Be(360);
        BlamedAt(new ArgoRule(10, 60, 6), Bad).Should().BeNull();
        BlamedAt(new ArgoRule(10, 10, 1), Bad).Should().BeNull();
    }

    [Fact]
    public void No_requests_are_a_success() => new ArgoRule(60, 60, 0).Judge(Traces.OnePercent, Traces.Of(_ => 0, served: _ => 0), 0).Should().Be(new Outcome(null, 1500, 0));

    [Fact]
    public void Samples_that_are_slower_than_the_interval_are_measured_once()
    {
        var world = Traces.OnePercent with { Tick = 30 };
        var trace = new Penumbra.Harm.Worlds.Trace(world);
        for (var index = 0; index < trace.Count; index++)
        {
            trace.Candidate[index + 1] = trace.Candidate[index] + 300;
            trace.CandidateBad[index + 1] = trace.CandidateBad[index] + (index == 10 ? 300 : 0);
        }

        new ArgoRule(10, 10, 0).Judge(world, trace, 0).BlamedAt.Should().Be(330);
        new ArgoRule(10, 10, 1).Judge(world, trace, 0).BlamedAt.Should().BeNull("its three looks at one sample are one measurement");
    }

    [Fact]
    public void Who_failed_before_the_fault_is_not_harmed_by_it_and_who_failed_after_the_rollback_is_not_either()
    {
        var faulty = Traces.OnePercent with { Fault = 0.1, Onset = 450 };
        var outcome = new ArgoRule(60, 60, 0).Judge(faulty, Traces.Of(second => second is 200 or 210 ? 1 : second >= 450 ? 10 : 0), 0);
        outcome.Should().Be(new Outcome(480, 480, 30));
    }

    private static double? BlamedAt(ArgoRule rule, Func<int, long> bad) => rule.Judge(Traces.OnePercent, Traces.Of(bad), 0).BlamedAt;
}
