using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

public sealed class SequentialPlanningTests
{
    private static readonly AnalysisSettings Settings = new();
    private static readonly PlannedTime Plan = new(3, TimeSpan.FromMinutes(15), 4, TimeSpan.FromMinutes(10));

    private static readonly Objective Availability = new()
    {
        Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.999), Judge = JudgeKind.Sequential, Mode = ObjectiveMode.Enforce, Control = true,
    };

    [Fact]
    public void What_is_allowed_is_what_the_target_the_quantile_or_stable_leaves()
    {
        Of(Availability).AllowedShare.Should().BeApproximately(0.001, 1e-12);
        Of(Availability with { Indicator = new Indicator.Quantile("h", 0.99), Bound = new Bound.Max(0.5) }).AllowedShare.Should().BeApproximately(0.01, 1e-12);
        var beside = Of(Availability with { Control = false, Bound = new Bound.NoWorseThanStable(0.05, LowerIsWorse: false) });
        (beside.AllowedShare, beside.Control).Should().Be((null, true));
        beside.Margin.Should().BeApproximately(1.05, 1e-12);
        (Of(Availability).Margin, Of(Availability).Control, Of(Availability with { Control = false }).Control).Should().Be((1, true, false));
    }

    // 2·ln(12·m/α)/(p0·h(20)), h(20) = 20·ln 20 − 20 + 1: 347 for one objective and 381 for two, as computed by hand.
    [Fact]
    public void Only_what_can_roll_back_by_the_same_odds_shares_them()
    {
        IReadOnlyList<Objective> all =
        [
            Availability, Availability with { Name = "second" }, Availability with { Name = "seen", Mode = ObjectiveMode.Observe }, Availability with { Name = "counted", Judge = JudgeKind.Threshold },
        ];
        var shared = SequentialPlanning.Of(Availability, all, Settings, Plan);
        (shared.Objectives, shared.Needed).Should().Be((2, 381L));
        (Of(Availability).Objectives, Of(Availability).Needed).Should().Be((1, 347L));
        SequentialPlanning.Of(Availability, [], Settings, Plan).Objectives.Should().Be(1);
        Of(Availability with { MinSamples = 50 }).Needed.Should().Be(50);
    }

    [Fact]
    public void Capital_is_kept_for_each_planned_block_beside_stable_and_without()
    {
        (Of(Availability).Together, Of(Availability).Alone).Should().Be((new SpendingPlan(2, 90), new SpendingPlan(1, 20)));
        (Of(Availability with { Control = false }).Together, Of(Availability with { Control = false }).Alone).Should().Be((new SpendingPlan(2, 90), new SpendingPlan(4, 50)));
        Of(Availability with { Judge = JudgeKind.Ranks, Window = TimeSpan.FromMinutes(1) }).Together.Should().Be(new SpendingPlan(2, 15));
        SequentialPlanning.Of(Availability, [Availability], Settings, new PlannedTime(1, TimeSpan.FromSeconds(30), 1, TimeSpan.FromMinutes(1))).Should()
            .Match<SequentialRules>(rules => rules.Together == new SpendingPlan(1, 10) && rules.Alone == new SpendingPlan(1, 10), "a short launch is planned as ten blocks");
    }

    [Fact]
    public void A_block_is_ten_seconds_beside_stable_and_thirty_without_unless_somebody_says()
    {
        (Of(Availability).Burst, Of(Availability).BurstAlone).Should().Be((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)));
        var said = SequentialPlanning.Of(Availability, [Availability], Settings with { Burst = TimeSpan.FromSeconds(5) }, Plan);
        (said.Burst, said.BurstAlone).Should().Be((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)));
    }

    private static SequentialRules Of(Objective objective) => SequentialPlanning.Of(objective, [objective], Settings, Plan);
}
