using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.Objectives;

public sealed class WatermarksTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Objective Availability = new() { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), Window = TimeSpan.FromDays(30) };

    [Fact]
    public void The_first_reading_only_sets_the_marks() => Total(After((0, "a", 500))).Should().Be(0);

    [Fact]
    public void Later_readings_count_what_came_since() => Total(After((0, "a", 500), (10, "a", 530), (20, "a", 531))).Should().Be(31);

    [Fact]
    public void A_counter_that_fell_began_at_zero_again() => Total(After((0, "a", 500), (10, "a", 530), (20, "a", 7))).Should().Be(37);

    [Fact]
    public void A_series_that_appears_later_counts_whole() => Total(After((0, "a", 500), (10, "b", 12))).Should().Be(12);

    [Fact]
    public void Late_and_doubled_samples_count_nothing()
    {
        var memory = After((0, "a", 500), (10, "a", 530));
        foreach (var at in new[] { 10, 5, 0 }) memory = Watermarks.Absorb(memory, Availability, Reading(at, ("a", 900)));
        Total(memory).Should().Be(30);
        Total(Watermarks.Absorb(memory, Availability, Reading(20, ("a", 540)))).Should().Be(40);
    }

    [Fact]
    public void An_empty_first_answer_is_a_baseline_too()
    {
        var memory = Watermarks.Absorb(ObjectiveMemory.Empty, Availability, Reading(0));
        Total(Watermarks.Absorb(memory, Availability, Reading(10, ("a", 12)))).Should().Be(12);
    }

    [Fact]
    public void No_answer_keeps_the_marks_and_what_was_missed_is_counted_afterwards()
    {
        var memory = Watermarks.Absorb(After((0, "a", 500)), Availability, Core.Objectives.Reading.NoAnswer(Start.AddSeconds(10), "refused"));
        memory.Error.Should().Be("refused");
        Total(Watermarks.Absorb(memory, Availability, Reading(20, ("a", 540)))).Should().Be(40);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void What_is_no_counter_is_no_answer(double value) => Watermarks.Absorb(After((0, "a", 500)), Availability, Reading(10, ("a", value))).Error.Should().NotBeNull();

    [Fact]
    public void The_window_forgets()
    {
        var minute = Availability with { Window = TimeSpan.FromMinutes(1) };
        var memory = ObjectiveMemory.Empty;
        for (var at = 0; at <= 300; at += 10) memory = Watermarks.Absorb(memory, minute, Reading(at, ("a", at)));
        Total(memory).Should().Be(60);
    }

    [Fact]
    public void Buckets_are_counted_per_bound_over_all_series()
    {
        var latency = Availability with { Indicator = new Indicator.Quantile("latency", 0.99), Bound = new Bound.Max(0.3) };
        Reading At(int seconds, int low, int all) => new()
        {
            At = Start.AddSeconds(seconds),
            Series = [.. new[] { "p", "q" }.SelectMany(pod => new[] { new SeriesSample($"{pod}-low", SeriesRole.Bucket, low, 0.1), new SeriesSample($"{pod}-inf", SeriesRole.Bucket, all) })],
        };
        var memory = Watermarks.Absorb(Watermarks.Absorb(ObjectiveMemory.Empty, latency, At(0, 5, 10)), latency, At(10, 8, 20));
        Total(memory).Should().Be(20);
        Histogram.Merge(memory.Window)[0.1].Should().Be(6);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 100)];

    // Pods come, serve, and restart right after a scrape; readings come late, twice and not at all.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_sum_of_increments_is_the_number_of_events(int seed)
    {
        var random = new Random(seed);
        var counters = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["pod-0"] = random.Next(1000) };
        var memory = ObjectiveMemory.Empty;
        long events = 0;
        Reading? last = null;
        for (var scrape = 0; scrape < 200; scrape++)
        {
            var reading = Reading(scrape * 10, [.. counters.Select(pair => (pair.Key, (double)pair.Value))]);
            if (scrape > 0 && random.Next(10) == 0) reading = Core.Objectives.Reading.NoAnswer(reading.At, "down");
            memory = Watermarks.Absorb(memory, Availability, reading);
            if (last is not null && random.Next(3) == 0) memory = Watermarks.Absorb(memory, Availability, last);
            if (random.Next(4) == 0) memory = Watermarks.Absorb(memory, Availability, reading);
            last = reading;
            if (random.Next(10) == 0) counters[$"pod-{scrape}"] = 0;
            foreach (var pod in counters.Keys.ToList())
            {
                // Nobody can see a restart whose counter has overtaken the old value by the next scrape.
                if (reading.Error is null && counters[pod] > 1000 && random.Next(20) == 0) counters[pod] = 0;
                var served = random.Next(50);
                counters[pod] += served;
                events += served;
            }
        }

        memory = Watermarks.Absorb(memory, Availability, Reading(10_000, [.. counters.Select(pair => (pair.Key, (double)pair.Value))]));
        Total(memory).Should().Be(events);
        memory.Window.Select(increment => increment.At).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        memory.Window.Should().OnlyContain(increment => increment.Total >= 0);
    }

    private static long Total(ObjectiveMemory memory) => memory.Window.Sum(increment => increment.Total);

    private static ObjectiveMemory After(params (int At, string Series, double Value)[] readings) =>
        readings.Aggregate(ObjectiveMemory.Empty, (memory, reading) => Watermarks.Absorb(memory, Availability, Reading(reading.At, (reading.Series, reading.Value))));

    private static Reading Reading(int seconds, params (string Series, double Value)[] series) =>
        new() { At = Start.AddSeconds(seconds), Series = [.. series.Select(one => new SeriesSample(one.Series, SeriesRole.Total, one.Value))] };
}
