using Penumbra.Harm.Rules;

namespace Penumbra.Harm.Tests.Rules;

/// <summary>The normal approximation's cut is floor(nm/2 − 2.3263·√(nm(n+m+1)/12)): below 0 for four minutes of each, 1 for five, 4 for six; worked out by hand.</summary>
public sealed class KayentaRuleTests
{
    [Fact]
    public void A_candidate_that_is_worse_in_every_minute_is_bad_as_soon_as_five_minutes_can_say_so()
    {
        Judge(new KayentaRule(60), Worse).BlamedAt.Should().Be(300);
        Judge(new KayentaRule(120), Worse).BlamedAt.Should().Be(360);
        Judge(new KayentaRule(300), Worse).BlamedAt.Should().Be(300);
    }

    [Fact]
    public void A_tiny_difference_is_bad_too_as_the_tolerance_is_a_share_of_the_difference_itself() =>
        Judge(new KayentaRule(300), second => 50 + second / 60 % 2, second => second % 30 == 0 ? 50 : 49).BlamedAt.Should().NotBeNull();

    [Fact]
    public void Minutes_that_overlap_pass() =>
        Judge(new KayentaRule(60), second => second / 60 % 2, second => 1 - second / 60 % 2).BlamedAt.Should().BeNull();

    [Fact]
    public void Where_all_minutes_differ_by_the_same_it_passes() => Judge(new KayentaRule(300), _ => 10, _ => 0).BlamedAt.Should().BeNull();

    [Fact]
    public void A_candidate_that_is_better_passes() => Judge(new KayentaRule(60), _ => 0, Worse).BlamedAt.Should().BeNull();

    [Fact]
    public void Without_requests_it_passes() => new KayentaRule(60).Judge(Traces.OnePercent, Traces.Of(_ => 0, served: _ => 0), 0).Should().Be(new Outcome(null, 1500, 0));

    // 2 and 3 % by turns.
    private static long Worse(int second) => 2 + second / 60 % 2;

    private static Outcome Judge(KayentaRule rule, Func<int, long> candidate, Func<int, long>? stable = null) => rule.Judge(Traces.OnePercent, Traces.Of(candidate, stable), 0);
}
