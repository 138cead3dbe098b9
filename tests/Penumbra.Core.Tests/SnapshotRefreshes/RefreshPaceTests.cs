using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>How often a run looks, when a step is slow, and when it stands still.</summary>
public sealed class RefreshPaceTests
{
    private static readonly DateTimeOffset Began = new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);

    private static StepStatus Step(double? usually = null, int? progress = null) => new() { Step = RefreshStep.Encrypt, Since = Began, Usually = usually is { } minutes ? TimeSpan.FromMinutes(minutes) : null, Progress = progress };

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    [Theory]
    [InlineData(10, 15, false)]
    [InlineData(10, 15.1, true)]
    [InlineData(40, 60, false)]
    [InlineData(40, 60.1, true)]
    public void Slow_is_half_as_long_again_and_five_minutes_more(double usually, double after, bool isSlow) => Pace.IsSlow(Step(usually), Began + Minutes(after)).Should().Be(isSlow);

    [Fact]
    public void Nothing_is_slow_where_nobody_knows_what_is_usual() => Pace.IsSlow(Step(), Began + TimeSpan.FromDays(1)).Should().BeFalse();

    [Theory]
    [InlineData(null, 120)]
    [InlineData(40.0, 120)]
    [InlineData(41.0, 123)]
    [InlineData(300.0, 900)]
    public void Nothing_may_stand_still_for_longer_than_two_hours_or_three_times_the_usual(double? usually, double limit) => Pace.Limit(Step(usually)).Should().Be(Minutes(limit));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 40)]
    [InlineData(7, 300)]
    [InlineData(500, 300)]
    public void Waits_after_failures_double_up_to_five_minutes_and_a_tenth_more(int count, double seconds) =>
        Pace.Backoff(count, null, "run").Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(seconds * 1.1));

    [Fact]
    public void What_the_cloud_asks_for_is_waited_for() => Pace.Backoff(1, Minutes(20), "run").Should().BeGreaterThanOrEqualTo(Minutes(20)).And.BeLessThanOrEqualTo(Minutes(22));

    [Fact]
    public void Many_refreshes_do_not_ask_at_once() => Enumerable.Range(0, 20).Select(run => Pace.Backoff(3, null, $"run-{run}")).Distinct().Should().HaveCountGreaterThan(15);

    [Theory]
    [InlineData(50, 20, "02:41")]
    [InlineData(10, 3, "02:31")]
    public void The_end_follows_from_the_percentage(int percent, double after, string end) => Pace.Expected(Step(5, percent), Began + Minutes(after))!.Value.ToString("HH:mm", null).Should().Be(end);

    [Theory]
    [InlineData(10.0, 5.0, "02:11:00")]
    [InlineData(1.5, 1.0, "02:01:31")]
    public void Without_a_percentage_it_is_what_is_usual_up_to_the_minute_or_second(double usually, double after, string end) => Pace.Expected(Step(usually), Began + Minutes(after))!.Value.ToString("HH:mm:ss", null).Should().Be(end);

    [Fact]
    public void Nobody_can_tell_the_end_once_the_usual_time_is_over() => Pace.Expected(Step(10), Began + Minutes(11)).Should().BeNull();

    [Theory]
    [InlineData(60.0, 0.5, 175)]
    [InlineData(10.0, 8.0, 15)]
    [InlineData(null, 40.0, 120)]
    [InlineData(null, 600.0, 300)]
    public void It_looks_every_twentieth_of_what_remains(double? remaining, double after, double seconds)
    {
        var step = Step() with { ExpectedBy = remaining is { } minutes ? Began + Minutes(minutes) : null };
        Pace.Poll(step, "run", Began + Minutes(after)).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds((seconds * 1.1) + 5));
    }
}
