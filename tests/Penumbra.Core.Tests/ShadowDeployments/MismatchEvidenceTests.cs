using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Testing;
using Xunit.Abstractions;

namespace Penumbra.Core.Tests.ShadowDeployments;

public sealed class MismatchEvidenceTests(ITestOutputHelper output)
{
    private const int Shadows = 1_000;

    [Fact]
    public void The_capital_is_the_mixture_of_products_of_the_reference()
    {
        // Computed by hand, factor by factor, for D = 0, 1, -1, 0 at a margin of 1 %.
        double expected = 0;
        foreach (var stake in new[] { 0.1, 0.3, 0.6, 0.9 }) expected += 0.25 * (1 + (stake * 0.01)) * (1 + (stake * (0.01 - 1))) * (1 + (stake * (0.01 + 1))) * (1 + (stake * 0.01));
        MismatchEvidence.NotWorse(new(2, 1, 1), 0.01).Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void Without_a_mismatch_a_tenth_of_a_percent_takes_about_4600_comparisons() =>
        MismatchEvidence.Least(0.001, 20).Should().BeInRange(4_400, 4_900);

    [Fact]
    public void Live_that_differs_from_itself_as_often_as_the_shadow_is_no_excess() =>
        MismatchEvidence.NotWorse(new(100_000, 500, 500), 0.001).Should().BeGreaterThan(20);

    [Fact]
    public void A_shadow_just_at_the_margin_is_rarely_found_the_same_however_often_one_looks()
    {
        var (same, worse) = MarginShadows.Found(0.001, 0.001, 10_000);
        output.WriteLine($"exactly at the margin: {same:P2} SameOrBetter, {worse:P2} Worse");
        same.Should().BeLessThan(MarginShadows.Bound(0.05, 10_000));
        worse.Should().BeLessThan(MarginShadows.Bound(0.05, 10_000));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.002)]
    [InlineData(0.005)]
    [InlineData(0.01)]
    [InlineData(0.03)]
    [InlineData(0.1)]
    public void A_field_that_seldom_changes_by_itself_makes_an_equal_shadow_hardly_ever_worse(double rare)
    {
        var (_, worse) = NoisyShadows.Found(rare, 0, 0.001, 10_000, Shadows);
        output.WriteLine($"{rare:P1} of the answers another: {worse:P2} Worse");
        worse.Should().BeLessThan(MarginShadows.Bound(0.05, Shadows));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.01)]
    public void Beside_a_field_that_seldom_changes_by_itself_a_shadow_just_at_the_margin_is_rarely_found_the_same_or_worse(double rare)
    {
        var (same, worse) = NoisyShadows.Found(rare, 0.001, 0.001, 10_000, Shadows);
        output.WriteLine($"{rare:P1} of the answers another, exactly at the margin: {same:P2} SameOrBetter, {worse:P2} Worse");
        same.Should().BeLessThan(MarginShadows.Bound(0.05, Shadows));
        worse.Should().BeLessThan(MarginShadows.Bound(0.05, Shadows));
    }

    [Fact]
    public void Beside_a_field_that_seldom_changes_by_itself_a_bad_shadow_is_still_found_worse() =>
        NoisyShadows.Found(0.005, 0.01, 0.001, 10_000, 100).Worse.Should().BeGreaterThan(0.95);

    [Fact]
    public void What_seldom_changes_by_itself_does_not_excuse_a_shadow_that_always_differs_there()
    {
        var evidence = EndpointEvidence.Empty;
        for (var number = 0; number < 2_000; number++)
            evidence = evidence.With(new() { Endpoint = "e", At = default, Shadow = [new("body.total", DifferenceKind.Value)], Live = number % 400 == 0 ? [new("body.total", DifferenceKind.Value)] : [] }, 0);
        evidence.NoisyFields().Should().BeEmpty();
        evidence.Mismatches().Worse(0.001).Should().BeGreaterThan(1e6);
    }

    [Fact]
    public void Live_that_fails_by_itself_makes_up_for_a_shadow_that_fails_and_for_nothing_else()
    {
        Difference failure = new(Difference.Status, DifferenceKind.Type);
        EndpointEvidence Compare(Difference fault)
        {
            var evidence = EndpointEvidence.Empty;
            for (var block = 0; block < 150; block++)
            {
                evidence = evidence.With(new() { Endpoint = "e", At = default, Live = [] }, 0, 398);
                evidence = evidence.With(new() { Endpoint = "e", At = default, Shadow = [fault], Live = [] }, 0);
                evidence = evidence.With(new() { Endpoint = "e", At = default, Live = [failure] }, 0);
            }

            return evidence;
        }

        Compare(failure).Mismatches().NotWorse(0.001).Should().BeGreaterThan(20);
        Compare(new("body.currency", DifferenceKind.Missing)).Mismatches().NotWorse(0.001).Should().BeLessThan(1);
    }

    [Theory]
    [InlineData(0.0004, true)]
    [InlineData(0.003, false)]
    public void A_shadow_that_is_clearly_better_or_worse_is_found_so(double share, bool better)
    {
        var (same, worse) = MarginShadows.Found(share, 0.001, 1_000);
        (better ? same : worse).Should().BeGreaterThan(0.95);
    }
}
