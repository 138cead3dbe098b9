using Penumbra.Harm.Rules;

namespace Penumbra.Harm.Tests.Rules;

public sealed class FlaggerRuleTests
{
    [Fact]
    public void The_threshold_is_looked_at_an_interval_after_the_check_that_reached_it()
    {
        Judge(new FlaggerRule(60, 1), second => second is 300 ? 7 : 0).BlamedAt.Should().Be(420);
        Judge(new FlaggerRule(60, 1), second => second is 300 ? 6 : 0).BlamedAt.Should().BeNull();
        Judge(new FlaggerRule(10, 1), second => second is 300 ? 7 : 0).BlamedAt.Should().Be(320);
    }

    [Fact]
    public void Failed_checks_add_up_and_are_never_forgiven()
    {
        long Bad(int second) => second is 60 or 300 or 900 ? 20 : 0;
        Judge(new FlaggerRule(60, 2), Bad).BlamedAt.Should().Be(420);
        Judge(new FlaggerRule(60, 3), Bad).BlamedAt.Should().Be(1020);
        Judge(new FlaggerRule(60, 4), Bad).BlamedAt.Should().BeNull();
    }

    [Fact]
    public void No_requests_are_a_failed_check() =>
        new FlaggerRule(60, 5).Judge(Traces.OnePercent, Traces.Of(_ => 0, served: second => second < 600 ? 100 : 0), 0).BlamedAt.Should().Be(960);

    [Fact]
    public void A_failed_check_keeps_the_weight_for_an_interval() =>
        Judge(new FlaggerRule(60, 4), second => second is 60 or 300 ? 20 : 0).Should().Be(new Outcome(null, 1620, 0, true));

    private static Outcome Judge(FlaggerRule rule, Func<int, long> bad) => rule.Judge(Traces.OnePercent, Traces.Of(bad), 0);
}
