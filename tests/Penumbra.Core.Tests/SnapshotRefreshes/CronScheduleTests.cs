using Penumbra.Core.SnapshotRefreshes;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0 2 * * *", "UTC", "2026-11-21T03:00:00Z", "2026-11-22T02:00:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-11-21T03:07:00Z", "2026-11-21T03:15:00Z")]
    [InlineData("0 2 * * *", "Europe/Tallinn", "2026-11-21T03:00:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("30 3 * * *", "Europe/Tallinn", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("*/20 * * * *", "Europe/Tallinn", "2026-03-29T00:50:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("0 0 * * *", "Africa/Cairo", "2026-04-23T12:00:00Z", "2026-04-24T21:00:00Z")]
    [InlineData("30 3 * * *", "Europe/Tallinn", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 3 * * *", "Europe/Tallinn", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("30 3 * * *", "Europe/Tallinn", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("*/20 * * * *", "Europe/Tallinn", "2026-10-25T00:45:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("0 4 * * mon", "UTC", "2026-11-21T00:00:00Z", "2026-11-23T04:00:00Z")]
    [InlineData("0 0 1,15 * 5", "UTC", "2026-11-21T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-11-21T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("@weekly", "UTC", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")]
    public void The_next_time_is_told(string schedule, string zone, string after, string next) =>
        CronSchedule.Parse(schedule)!.Next(DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone))
            .Should().Be(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("61 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("@sometimes")]
    [InlineData("@every while")]
    public void What_is_no_schedule_is_none(string schedule) => CronSchedule.Parse(schedule).Should().BeNull();

    [Theory]
    [InlineData("@every 1h", "2026-11-21T03:10:00Z", "2026-11-21T03:20:00Z", "2026-11-21T04:10:00Z")]
    [InlineData("@every 1h30m", "2026-11-21T03:10:00Z", "2026-11-21T04:40:00Z", "2026-11-21T06:10:00Z")]
    [InlineData("@every 20m", "2026-11-21T03:10:00Z", "2026-11-21T06:15:00Z", "2026-11-21T06:30:00Z")]
    public void An_interval_counts_from_when_it_came_last(string schedule, string last, string now, string next)
    {
        static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        CronSchedule.Parse(schedule)!.Next(At(now), TimeZoneInfo.Utc, At(last)).Should().Be(At(next));
        CronSchedule.Parse(schedule)!.Next(At(now), TimeZoneInfo.Utc).Should().BeNull("nobody knows when it began");
    }

    [Theory]
    [InlineData("@every 24h", true)]
    [InlineData(" @Every 1.5h", true)]
    [InlineData("@daily", false)]
    [InlineData("0 3 * * *", false)]
    [InlineData(null, false)]
    public void An_interval_is_told_from_times_of_the_clock(string? schedule, bool expected) => CronSchedule.IsInterval(schedule).Should().Be(expected);

    [Fact]
    public void A_day_that_never_comes_is_never() => CronSchedule.Parse("0 0 31 2 *")!.Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc).Should().BeNull();
}
