using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>The literals were computed by a program of its own, in another language, from the formulas alone.</summary>
public sealed class EProcessTests
{
    [Fact]
    public void The_capital_follows_the_bets_and_the_spending()
    {
        var plan = new SpendingPlan(3, 4);
        var process = EProcess.Begin(0.01).Add(plan, 10, 0).Add(plan, 50, 2).EnterStep(plan).Add(plan, 200, 9).Add(plan, 3, 3);
        process.Value.Should().BeApproximately(106.80341273620114, 1e-9);
        process.Stakes.Should().HaveCount(4);
        process.Stakes[0].Should().BeApproximately(4.1121163087182495, 1e-12);
        process.Stakes[3].Should().BeApproximately(43.50270649664149, 1e-11);
        process.Reserve.Left.Should().BeApproximately(5.0 / 24, 1e-15);
    }

    [Fact]
    public void Beyond_the_planned_blocks_less_and_less_is_freed()
    {
        var plan = new SpendingPlan(2, 2);
        var process = EProcess.Begin(0.001);
        for (var block = 0; block < 3; block++) process = process.Add(plan, 1000, 1);
        for (var block = 0; block < 4; block++) process = process.Add(plan, 500, 20);
        process.Value.Should().BeApproximately(920967.7685252978, 1e-4);
        process.Reserve.Left.Should().BeApproximately(0.1607142857142857, 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(137)]
    public void Everything_that_is_ever_freed_is_half_of_the_capital(int planned)
    {
        var plan = new SpendingPlan(5, planned);
        var freed = 5 * plan.OnStep;
        for (var block = 1; block <= 1_000_000; block++) freed += plan.OnBlock(block);
        freed.Should().BeApproximately(0.5, planned / 8e6 + 1e-9);
    }

    [Theory]
    [InlineData(0.001, 1)]
    [InlineData(0.001, 40)]
    [InlineData(0.01, 500)]
    [InlineData(0.3, 12)]
    public void A_block_gains_nothing_on_average_when_exactly_what_is_allowed_is_bad(double allowed, int total)
    {
        // The mean over every possible outcome of a binomial block, counted out.
        var plan = new SpendingPlan(3, 20);
        double mean = 0, chance = Math.Pow(1 - allowed, total);
        for (var bad = 0; bad <= total; bad++)
        {
            mean += chance * EProcess.Begin(allowed).Add(plan, total, bad).Value;
            chance *= (total - bad) / (bad + 1.0) * allowed / (1 - allowed);
        }

        mean.Should().BeApproximately(1, 1e-9);
    }

    [Fact]
    public void A_block_gains_nothing_on_average_however_its_events_hang_together()
    {
        // All or nothing: with the allowed share as the chance that the whole block is bad.
        var plan = new SpendingPlan(3, 20);
        var mean = 0.01 * EProcess.Begin(0.01).Add(plan, 300, 300).Value + 0.99 * EProcess.Begin(0.01).Add(plan, 300, 0).Value;
        mean.Should().BeApproximately(1, 1e-12);
    }

    [Fact]
    public void What_is_certain_inside_a_block_is_never_more_than_what_it_ends_with()
    {
        var plan = new SpendingPlan(3, 20);
        var process = EProcess.Begin(0.01).Add(plan, 40, 1);
        for (var total = 10; total <= 80; total++)
        {
            for (var bad = 0; bad <= 10; bad++)
                process.Within(plan, 80, bad).Should().BeLessThanOrEqualTo(process.Add(plan, total, bad).Value + 1e-12);
        }
    }

    [Theory]
    [InlineData(80, 0, 0.6983628463348667)]
    [InlineData(80, 3, 3.7644602150816717)]
    [InlineData(80, 10, 10.918687408824217)]
    [InlineData(20, 20, 66.27031523926654)]
    public void What_is_certain_inside_a_block_is_what_it_ends_with_at_its_limit(long limit, long bad, double value)
    {
        var plan = new SpendingPlan(3, 20);
        EProcess.Begin(0.01).Add(plan, 40, 1).Within(plan, limit, bad).Should().BeApproximately(value, 1e-12 * value);
    }

    [Theory]
    [InlineData(0.01, new[] { 2.0, 5, 20, 100 })]
    [InlineData(0.001, new[] { 2.0, 5, 20, 100, 1000 })]
    [InlineData(0.1, new[] { 2.0, 5, 10 })]
    [InlineData(0.6, new[] { 1 / 0.6 })]
    public void The_alternatives_end_where_everything_is_bad(double allowed, double[] multiples) => EProcess.Multiples(allowed).Should().BeEquivalentTo(multiples, options => options.WithStrictOrdering().Using<double>(pair => pair.Subject.Should().BeApproximately(pair.Expectation, 1e-9)).WhenTypeIs<double>());

    [Fact]
    public void Nothing_bad_at_all_allowed_is_judged_too()
    {
        var plan = new SpendingPlan(3, 20);
        EProcess.Begin(0).Add(plan, 100, 0).Value.Should().BeLessThanOrEqualTo(1);
        EProcess.Begin(0).Add(plan, 100, 1).Value.Should().BeGreaterThan(500);
    }
}
