using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

public sealed class PodCounterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Objective Availability = new() { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99) };
    private static readonly Objective Latency = Availability with { Indicator = new Indicator.Quantile("latency", 0.99), Bound = new Bound.Max(0.3) };

    [Fact]
    public void A_container_that_restarts_leaves_what_the_others_have_counted()
    {
        var counter = After(Candidate, (0, [Total("p", "web", 5000), Bad("p", "web", 40), Total("p", "side", 900)]));
        Events(counter, 10, [Total("p", "web", 5100), Bad("p", "web", 41), Total("p", "side", 3)]).Should().Be(new EventCounts(103, 1, 1));
    }

    [Fact]
    public void A_label_set_that_vanishes_leaves_what_the_others_have_counted_and_goes_on_when_it_comes_again()
    {
        var counter = After(Candidate, (0, [Total("p", "GET", 5000), Bad("p", "GET", 40), Total("p", "PUT", 900), Bad("p", "PUT", 10)]), (10, [Total("p", "GET", 5010), Bad("p", "GET", 40)]));
        Events(counter, 10, []).Should().BeNull();
        Events(counter, 20, [Total("p", "GET", 5020), Bad("p", "GET", 40), Total("p", "PUT", 904), Bad("p", "PUT", 10)]).Should().Be(new EventCounts(14, 0, 0));
    }

    [Fact]
    public void A_label_set_that_a_known_pod_shows_for_the_first_time_began_at_zero()
    {
        foreach (var isCandidate in new[] { true, false })
            Events(After(isCandidate, (0, [Total("p", "200", 500)])), 10, [Total("p", "200", 520), Total("p", "500", 7), Bad("p", "500", 7)], isCandidate).Should().Be(new EventCounts(27, 7, 7));
    }

    [Fact]
    public void A_pod_of_stable_that_is_seen_late_counts_only_what_it_serves_from_then_on()
    {
        var counter = After(Stable, (0, [Total("p", "", 500)]));
        Events(counter, 10, [Total("p", "", 520), Total("late", "", 90_000), Bad("late", "", 30_000)], Stable).Should().Be(new EventCounts(20, 0, 0));
        counter = counter.Absorb(Availability, double.PositiveInfinity, Reading(10, [Total("late", "", 90_000), Bad("late", "", 30_000)]), Stable)!.Value.Next;
        Events(counter, 20, [Total("late", "", 90_011), Bad("late", "", 30_002)], Stable).Should().Be(new EventCounts(11, 2, 2));
    }

    [Fact]
    public void A_pod_of_the_candidate_that_is_seen_late_began_at_zero() =>
        Events(After(Candidate, (0, [Total("p", "", 500)])), 10, [Total("p", "", 520), Total("new", "", 9), Bad("new", "", 9)]).Should().Be(new EventCounts(29, 9, 9));

    [Fact]
    public void A_pod_that_is_not_ready_for_a_while_keeps_its_mark()
    {
        var counter = After(Candidate, (0, [Total("p", "", 500), Total("q", "", 700)]), (10, [Total("p", "", 510)]), (20, [Total("p", "", 520)]));
        Events(counter, 30, [Total("p", "", 530), Total("q", "", 707)]).Should().Be(new EventCounts(17, 0, 0));
    }

    [Fact]
    public void Of_more_pods_that_are_gone_than_are_kept_those_that_went_first_are_forgotten()
    {
        var counter = After(Candidate, (0, [.. Enumerable.Range(0, PodCounter.MostPods).Select(index => Total($"old-{index:000}", "", 100))]), (10, [Total("a-last", "", 100)]), (20, [Total("p", "", 100)]));
        counter.Marks.Should().HaveCount(PodCounter.MostPods + 1).And.ContainKeys("a-last", "p");
        Events(counter, 30, [Total("p", "", 100), Total("a-last", "", 103)]).Should().Be(new EventCounts(3, 0, 0));
    }

    [Fact]
    public void Where_one_bucket_of_a_histogram_fell_all_of_it_began_at_zero()
    {
        // After a restart the fast bucket has overtaken its old value, the others have not.
        var counter = PodCounter.Empty.Absorb(Latency, 0.3, Reading(0, Buckets("p", "a", 100, 1000)), Candidate)!.Value.Next;
        counter.Absorb(Latency, 0.3, Reading(10, Buckets("p", "a", 120, 121)), Candidate)!.Value.Events.Should().Be(new EventCounts(121, 1, 1));
        var two = PodCounter.Empty.Absorb(Latency, 0.3, Reading(0, [.. Buckets("p", "a", 100, 1000), .. Buckets("p", "b", 500, 500)]), Candidate)!.Value.Next;
        two.Absorb(Latency, 0.3, Reading(10, [.. Buckets("p", "a", 110, 1011), .. Buckets("p", "b", 4, 5)]), Candidate)!.Value.Events.Should().Be(new EventCounts(16, 2, 2));
    }

    [Fact]
    public void What_came_while_no_operator_looked_counts_unless_nobody_can_tell_what_it_was()
    {
        PodCounter Restored(params SeriesSample[] samples) => PodCounterText.Read(PodCounterText.Write(After(Candidate, (0, samples))));
        Events(Restored(Total("p", "web", 500), Total("p", "side", 100)), 60, [Total("p", "web", 560), Total("p", "side", 110)]).Should().Be(new EventCounts(70, 0, 0));
        Events(Restored(Total("p", "web", 500), Total("p", "side", 100)), 60, [Total("p", "web", 560), Total("p", "side", 2)]).Should().Be(default(EventCounts), "one of two fell");

        // What began at zero again has been made up for, but not what failed of it: whose these are nobody can tell.
        Events(Restored(Total("p", "web", 500), Bad("p", "web", 40), Total("p", "side", 100), Bad("p", "side", 8)), 60, [Total("p", "web", 560), Bad("p", "web", 42), Total("p", "side", 90), Bad("p", "side", 5)]).Should().Be(default(EventCounts), "bad ones fell");
        Events(Restored(Total("p", "web", 500), Bad("p", "web", 40), Total("p", "side", 100)), 60, [Total("p", "web", 580), Bad("p", "web", 90), Total("p", "side", 40)]).Should().Be(default(EventCounts), "good ones fell");
    }

    [Fact]
    public void Whichever_replica_answers_and_whenever_the_operator_restarts_each_event_counts_once()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var scraped = new List<(int At, long Total, long Bad)>();
            int[] lags = [0, random.Next(10, 90), random.Next(1, 15)];
            var (counter, counted, total, bad) = (PodCounter.Empty, default(EventCounts), 100L, 3L);
            (int At, long Total, long Bad)? first = null, newest = null;
            for (var at = 0; at < 700; at += 10)
            {
                var more = random.Next(50);
                (total, bad) = (total + more, bad + Math.Min(more, random.Next(3)));
                scraped.Add((at, total, bad));
                if (scraped.LastOrDefault(sample => sample.At <= at - lags[random.Next(3)]) is not { Total: > 0 } said) continue;
                if (at < 590 && random.Next(8) == 0) counter = PodCounterText.Read(PodCounterText.Write(counter));
                var taken = Start.AddSeconds(said.At);
                var read = counter.Absorb(Availability, double.PositiveInfinity, Reading(at, [Total("p", "", said.Total) with { At = taken }, Bad("p", "", said.Bad) with { At = taken }]), Candidate)!.Value;
                (counter, counted) = (read.Next, counted + read.Events);
                first ??= said;
                if (newest is null || said.At > newest.Value.At) newest = said;
            }

            counted.Total.Should().Be(newest!.Value.Total - first!.Value.Total, "seed {0}", seed);
            counted.Bad.Should().Be(newest.Value.Bad - first.Value.Bad, "seed {0}", seed);
        }
    }

    [Fact]
    public void A_label_set_that_went_and_that_only_a_server_that_lags_behind_still_has_is_none_that_began_at_zero()
    {
        SeriesSample At(int taken, string labels, long value) => Total("p", labels, value) with { At = Start.AddSeconds(taken) };
        var counter = PodCounterText.Read(PodCounterText.Write(After(Candidate, (100, [At(100, "old", 40_000), At(100, "new", 10)]))));
        var window = ObjectiveMemory.Empty;
        foreach (var (at, samples, counts) in new[] { (110, new[] { At(110, "new", 15) }, 0), (120, [At(105, "old", 40_000), At(105, "new", 12)], 0), (130, [At(130, "new", 22), At(130, "newer", 3)], 10) })
        {
            var read = counter.Absorb(Availability, double.PositiveInfinity, Reading(at, samples), Candidate)!.Value;
            read.Events.Total.Should().Be(counts);
            counter = read.Next;
            window = Watermarks.Absorb(window, Availability with { Window = TimeSpan.FromHours(1) }, Reading(at, samples));
        }

        window.Window.Sum(increment => increment.Total).Should().Be(10);
    }

    [Fact]
    public void A_restart_that_a_sample_from_before_the_operators_restart_shows_is_noticed_with_the_next_sample()
    {
        SeriesSample At(int taken, long value) => Total("p", "", value) with { At = Start.AddSeconds(taken) };
        var counter = PodCounterText.Read(PodCounterText.Write(After(Candidate, (100, [At(80, 500)]))));
        foreach (var (at, sample, counts) in new[] { (110, At(95, 20), 0), (120, At(110, 30), 0), (130, At(125, 36), 6) })
        {
            var read = counter.Absorb(Availability, double.PositiveInfinity, Reading(at, [sample]), Candidate)!.Value;
            read.Events.Total.Should().Be(counts);
            counter = read.Next;
        }
    }

    private const bool Candidate = true;
    private const bool Stable = false;

    private static PodCounter After(bool isCandidate, params (int At, SeriesSample[] Series)[] readings) =>
        readings.Aggregate(PodCounter.Empty, (counter, reading) => counter.Absorb(Availability, double.PositiveInfinity, Reading(reading.At, reading.Series), isCandidate)!.Value.Next);

    private static EventCounts? Events(PodCounter counter, int at, SeriesSample[] series, bool isCandidate = Candidate) => counter.Absorb(Availability, double.PositiveInfinity, Reading(at, series), isCandidate)?.Events;

    private static Reading Reading(int at, SeriesSample[] series) => new() { At = Start.AddSeconds(at), Series = series };

    private static SeriesSample Total(string pod, string labels, long value) => new($"{pod}|Total|{labels}", SeriesRole.Total, value, Pod: pod);

    private static SeriesSample Bad(string pod, string labels, long value) => new($"{pod}|Bad|{labels}", SeriesRole.Bad, value, Pod: pod);

    private static SeriesSample[] Buckets(string pod, string labels, long fast, long all) =>
        [new($"{pod}|{labels}|0.3", SeriesRole.Bucket, fast, 0.3, pod, labels), new($"{pod}|{labels}|+Inf", SeriesRole.Bucket, all, Pod: pod, Group: labels)];
}
