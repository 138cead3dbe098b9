using Penumbra.Core.Objectives;
using Penumbra.Harm.Intakes;
using Penumbra.Harm.Worlds;
using Penumbra.Rehearsal.Draws;

namespace Penumbra.Harm.Tests.Intakes;

public sealed class FleetTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Counting.Pods)]
    [InlineData(Counting.OneBadPod)]
    public void What_is_served_is_counted_to_the_event_in_equal_shares(Counting counting)
    {
        var fleet = Served(counting, 100, bad: 20);
        var series = fleet.Series(At(100));
        Sum(series, SeriesRole.Total).Should().Be(100_000);
        Sum(series, SeriesRole.Bad).Should().Be(2_000);
        foreach (var pod in series.Where(sample => sample.Role == SeriesRole.Total)) pod.Value.Should().BeApproximately(20_000, 500);
    }

    [Fact]
    public void One_bad_pod_fails_all_that_the_release_fails() =>
        Served(Counting.OneBadPod, 100, bad: 20).Series(At(100)).Where(sample => sample.Role == SeriesRole.Bad).Should().ContainSingle().Which.Should().Match<SeriesSample>(sample => sample.Pod == "c-0" && sample.Value == 2_000);

    [Fact]
    public void A_pod_that_restarts_begins_at_zero_and_takes_with_it_what_nobody_has_seen()
    {
        var fleet = Served(Counting.Restarts, 0, 0);
        var before = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var fell = 0;
        for (var tick = 1; tick <= 1_000; tick++)
        {
            fleet.Serve(At(tick), 0.5, 1_000, 0);
            foreach (var sample in fleet.Series(At(tick)))
            {
                if (sample.Value < before.GetValueOrDefault(sample.Series)) fell++;
                before[sample.Series] = sample.Value;
            }
        }

        // Five pods, 10,000 s, a restart every 600 s: 83 on average.
        fell.Should().BeInRange(55, 115);
    }

    [Fact]
    public void New_pods_come_with_the_weight_and_are_seen_late()
    {
        var fleet = new Fleet(World(Counting.SeenLate), new Generator(1), isCandidate: true, Start);
        fleet.Series(Start).Should().BeEmpty();
        fleet.Serve(At(1), 0.05, 100, 0);
        for (var tick = 2; tick <= 4; tick++) fleet.Serve(At(tick), 0.05, 100, 0);
        fleet.Series(At(4)).Should().ContainSingle().Which.Value.Should().Be(400, "what it served unseen is in its counter");
        fleet.Serve(At(5), 1, 100, 0);
        fleet.Series(At(5).AddSeconds(20)).Should().HaveCount(5);
    }

    private static double Sum(IEnumerable<SeriesSample> series, SeriesRole role) => series.Where(sample => sample.Role == role).Sum(sample => sample.Value);

    private static Fleet Served(Counting counting, int ticks, long bad)
    {
        var fleet = new Fleet(World(counting), new Generator(1), isCandidate: true, Start);
        for (var tick = 1; tick <= ticks; tick++) fleet.Serve(At(tick), 0.5, 1_000, bad);
        return fleet;
    }

    private static World World(Counting counting) => new() { Rps = 100, Allowed = 0.001, Counting = counting };

    private static DateTimeOffset At(int tick) => Start.AddSeconds(10 * tick);
}
