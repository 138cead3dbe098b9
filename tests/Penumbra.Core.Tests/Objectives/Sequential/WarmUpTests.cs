using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>The first so long of each new pod is left out.</summary>
public sealed class WarmUpTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Objective Availability = new() { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), WarmUp = TimeSpan.FromSeconds(60) };
    private static readonly Objective Window = Availability with { Judge = JudgeKind.Threshold, Window = TimeSpan.FromHours(1) };

    [Fact]
    public void Events_count_from_the_first_sample_after_the_warm_up()
    {
        // It starts at 5 and is warm at 65: what came between 60 and 70 may be of before.
        var counted = Count((10, [("p", 5, 100, 90)]), (60, [("p", 5, 600, 500)]), (70, [("p", 5, 700, 505)]), (80, [("p", 5, 800, 506)]));
        counted.Should().Equal(default, default, default, new EventCounts(100, 1, 1));
    }

    [Fact]
    public void Each_new_pod_has_a_warm_up_of_its_own()
    {
        var counted = Count((100, [("old", 0, 1000, 10)]), (110, [("old", 0, 1100, 11), ("new", 108, 50, 50)]), (160, [("old", 0, 1600, 16), ("new", 108, 500, 400)]),
            (170, [("old", 0, 1700, 17), ("new", 108, 600, 400)]), (180, [("old", 0, 1800, 18), ("new", 108, 700, 401)]));
        counted.Skip(1).Should().Equal(new EventCounts(100, 1, 1), new EventCounts(500, 5, 5), new EventCounts(100, 1, 1), new EventCounts(200, 2, 2));
    }

    [Fact]
    public void A_pod_that_is_warm_when_it_is_first_seen_counts_from_then() =>
        Count((100, [("p", 0, 1000, 10)]), (110, [("p", 0, 1100, 11), ("late", 0, 900, 800)]), (120, [("p", 0, 1200, 12), ("late", 0, 1000, 801)])).Skip(1)
            .Should().Equal([new EventCounts(100, 1, 1), new EventCounts(200, 2, 2)], "what it served in its first minute is among what it has counted");

    [Fact]
    public void A_pod_that_is_gone_keeps_what_it_had_and_one_whose_start_nobody_knows_counts_nothing()
    {
        var counter = PodCounter.Empty;
        EventCounts Read(int at, (string Pod, int Started, long Total, long Bad)[] pods, params string[] unknown)
        {
            var reading = Reading(at, pods);
            var read = counter.Absorb(Availability, double.PositiveInfinity, reading with { Started = reading.Started.Where(pod => !unknown.Contains(pod.Key)).ToDictionary() }, true)!.Value;
            counter = read.Next;
            return read.Events;
        }

        Read(100, [("p", 0, 1000, 10)]);
        Read(110, [("p", 0, 1100, 10), ("q", 0, 700, 700)], "q").Should().Be(new EventCounts(100, 0, 0));
        Read(120, [("p", 0, 1200, 10), ("q", 0, 800, 800)], "p", "q").Should().Be(new EventCounts(100, 0, 0));
    }

    [Fact]
    public void A_start_that_a_wrong_clock_puts_in_the_future_lasts_no_longer_than_from_when_the_pod_was_seen() =>
        Count((10, [("p", 900_000, 100, 90)]), (70, [("p", 900_000, 700, 400)]), (80, [("p", 900_000, 800, 401)])).Should().Equal(default, default, new EventCounts(100, 1, 1));

    [Fact]
    public void Another_pod_of_the_same_name_warms_up_again()
    {
        var counted = Count((100, [("p", 0, 1000, 10)]), (110, [("p", 104, 20, 20)]), (160, [("p", 104, 400, 300)]), (170, [("p", 104, 500, 300)]), (180, [("p", 104, 600, 301)]));
        counted.Skip(1).Should().Equal(default, default, default, new EventCounts(100, 1, 1));
    }

    [Fact]
    public void A_label_set_that_a_warm_pod_shows_for_the_first_time_began_at_zero()
    {
        SeriesSample Coded(string code, long value, SeriesRole role = SeriesRole.Total) => new($"p|{role}|{code}", role, value, Pod: "p");
        var first = Reading(100, []) with { Series = [Coded("200", 500)], Started = new Dictionary<string, DateTimeOffset> { ["p"] = Start } };
        var second = first with { At = Start.AddSeconds(110), Series = [Coded("200", 520), Coded("500", 7), Coded("500", 7, SeriesRole.Bad)] };
        PodCounter.Empty.Absorb(Availability, double.PositiveInfinity, first, true)!.Value.Next.Absorb(Availability, double.PositiveInfinity, second, true)!.Value.Events.Should().Be(new EventCounts(27, 7, 7));
        var window = Watermarks.Absorb(Watermarks.Absorb(ObjectiveMemory.Empty, Window, first), Window, second).Window;
        (window.Sum(increment => increment.Total), window.Sum(increment => increment.Bad)).Should().Be((27L, 7L));
    }

    [Fact]
    public void Samples_that_are_older_than_the_reading_count_by_their_own_time()
    {
        // Prometheus scraped at 60, before the warm-up ended at 65, and was asked at 70.
        var counter = PodCounter.Empty;
        List<EventCounts> counted = [];
        foreach (var (at, taken, total) in new[] { (10, 6, 0L), (70, 60, 500), (80, 60, 500), (100, 90, 900), (130, 120, 1000) })
        {
            var reading = Reading(at, [("p", 5, total, 0)]);
            var read = counter.Absorb(Availability, double.PositiveInfinity, reading with { Series = [.. reading.Series.Select(sample => sample with { At = Start.AddSeconds(taken) })] }, true)!.Value;
            counter = read.Next;
            counted.Add(read.Events);
        }

        counted.Select(events => events.Total).Should().Equal(0, 0, 0, 0, 100);
    }

    [Fact]
    public void The_first_minute_is_left_out_of_a_window_too()
    {
        var memory = ObjectiveMemory.Empty;
        foreach (var (at, total, bad) in new[] { (10, 100L, 90L), (60, 600, 500), (70, 700, 505), (80, 800, 506) }) memory = Watermarks.Absorb(memory, Window, Reading(at, [("p", 5, total, bad)]));
        (memory.Window.Sum(increment => increment.Total), memory.Window.Sum(increment => increment.Bad)).Should().Be((100L, 1L));
    }

    [Fact]
    public void Whoever_goes_on_after_a_restart_counts_what_the_other_would_have()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var pods = Enumerable.Range(0, 4).Select(index => (Name: $"pod-{index}-of-the-candidate", Started: random.Next(0, 200), Total: 0L, Bad: 0L)).ToArray();
            var (steady, restarted, left, right, ever) = (PodCounter.Empty, PodCounter.Empty, default(EventCounts), default(EventCounts), 0L);
            for (var at = 0; at < 400; at += 10)
            {
                for (var index = 0; index < pods.Length; index++)
                {
                    if (pods[index].Started > at) continue;
                    var more = random.Next(40);
                    pods[index] = pods[index] with { Total = pods[index].Total + more, Bad = pods[index].Bad + Math.Min(more, random.Next(3)) };
                    if (at - 10 >= pods[index].Started + 60) ever += more;
                }

                var reading = Reading(at, [.. pods.Where(pod => pod.Started <= at && random.Next(10) > 0)]);
                var one = steady.Absorb(Availability, double.PositiveInfinity, reading, true)!.Value;
                var other = restarted.Absorb(Availability, double.PositiveInfinity, reading, true)!.Value;
                (steady, restarted, left, right) = (one.Next, other.Next, left + one.Events, right + other.Events);
                if (random.Next(3) == 0) restarted = PodCounterText.Read(PodCounterText.Write(restarted));
            }

            right.Should().Be(left, "seed {0}", seed);
            left.Total.Should().BeLessThanOrEqualTo(ever).And.BeGreaterThan(0);
        }
    }

    [Fact]
    public void What_is_kept_does_not_grow_with_pods_that_come_and_go_while_they_warm_up()
    {
        var counter = PodCounter.Empty;
        for (var at = 0; at < 10_000; at += 10) counter = counter.Absorb(Availability, double.PositiveInfinity, Reading(at, [($"pod-{at}", at, 10, 10)]), true)!.Value.Next;
        counter.Marks.Should().BeEmpty();
        counter.IsWarmingUp.Should().BeTrue();
        PodCounterText.Write(counter).Length.Should().BeLessThan(20);
    }

    [Fact]
    public void Another_warm_up_is_another_question_and_none_is_the_question_that_it_was()
    {
        (Availability with { WarmUp = TimeSpan.Zero }).Question.Should().Be("61764480").And.NotBe(Availability.Question);
        (Availability with { WarmUp = TimeSpan.FromSeconds(61) }).Question.Should().NotBe(Availability.Question);
    }

    private static List<EventCounts> Count(params (int At, (string Pod, int Started, long Total, long Bad)[] Pods)[] readings)
    {
        var counter = PodCounter.Empty;
        var counted = new List<EventCounts>();
        foreach (var (at, pods) in readings)
        {
            var (next, events) = counter.Absorb(Availability, double.PositiveInfinity, Reading(at, pods), true)!.Value;
            counter = next;
            counted.Add(events);
        }

        return counted;
    }

    private static Reading Reading(int at, (string Pod, int Started, long Total, long Bad)[] pods) => new()
    {
        At = Start.AddSeconds(at),
        Series = [.. pods.SelectMany(pod => new[] { new SeriesSample($"{pod.Pod}|Total", SeriesRole.Total, pod.Total, Pod: pod.Pod), new SeriesSample($"{pod.Pod}|Bad", SeriesRole.Bad, pod.Bad, Pod: pod.Pod) })],
        Started = pods.ToDictionary(pod => pod.Pod, pod => Start.AddSeconds(pod.Started)),
    };
}
