using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;
using Penumbra.Metrics.Prometheus;
using Penumbra.Metrics.Tests.Simulated;

namespace Penumbra.Metrics.Tests.Prometheus;

/// <summary>Two replicas of Prometheus behind one address, of which one is a minute behind: what it says of the past is no restart.</summary>
public sealed class LaggingReplicaTests : IDisposable
{
    private const string Pod = "checkout-3b02ee90-x-y";
    private static readonly Objective Availability = Samples.Objective("prometheus");
    private static readonly Objective Window = Availability with { Judge = JudgeKind.Threshold, Window = TimeSpan.FromHours(1) };
    private static readonly Objective Latency = Samples.Objective("prometheus", new Indicator.Quantile("latency", 0.99), new Bound.Max(0.3));
    private readonly FakeServer _server = new();
    private readonly FakeTime _time = new();
    private readonly FakePrometheus _fresh, _lagging;
    private readonly PrometheusSource _source;
    private PodCounter _counter = PodCounter.Empty;
    private ObjectiveMemory _memory = ObjectiveMemory.Empty;
    private (long Total, long Bad) _counted;
    private TimeSpan _behindBy = TimeSpan.FromSeconds(60);

    public LaggingReplicaTests()
    {
        _fresh = new FakePrometheus { ScrapedAt = _time.GetUtcNow };
        _lagging = new FakePrometheus { ScrapedAt = () => _time.GetUtcNow() - _behindBy };
        _source = new PrometheusSource(new PrometheusSettings { Address = new Uri("http://prometheus:9090") }, new PrometheusParts(new FakeClient(), _time, (_, _) => _server));
    }

    public void Dispose()
    {
        _source.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task What_a_replica_that_is_behind_says_counts_nothing_and_nothing_is_lost_or_counted_twice()
    {
        await Read(_fresh, 1000, 10);
        await Read(_lagging, 700, 7);
        _counted.Should().Be((0L, 0L));
        await Read(_fresh, 1100, 11);
        await Read(_lagging, 800, 8);
        await Read(_fresh, 1200, 14);
        _counted.Should().Be((200L, 4L));
        InWindow().Should().Be((200L, 4L));
    }

    [Fact]
    public async Task Replicas_that_scrape_at_different_moments_count_each_event_once()
    {
        // Each says what it scraped itself, half a minute apart: between them the counter goes up and down.
        _behindBy = TimeSpan.FromSeconds(15);
        await Read(_fresh, 1000, 10);
        for (var round = 1; round <= 5; round++)
        {
            await Read(_lagging, 1000 + 100 * round - 50, 10 + 2 * round - 1);
            await Read(_fresh, 1000 + 100 * round, 10 + 2 * round);
        }

        _counted.Should().Be((500L, 10L));
        InWindow().Should().Be((500L, 10L));
    }

    [Fact]
    public async Task Of_a_histogram_too()
    {
        async Task<EventCounts> Buckets(FakePrometheus replica, long fast, long all)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            replica.Series.Clear();
            foreach (var (le, count) in new[] { ("0.3", fast), ("+Inf", all) })
            {
                replica.Count("latency_bucket", count, Pod);
                replica.Series[^1].Labels["le"] = le;
            }

            _server.Answer = replica.Answer;
            var reading = (await _source.ReadAsync([Samples.Request(Latency.Indicator)], CancellationToken.None))[0];
            var read = _counter.Absorb(Latency, 0.3, reading, true)!.Value;
            _counter = read.Next;
            return read.Events;
        }

        await Buckets(_fresh, 900, 1000);
        (await Buckets(_lagging, 500, 590)).Should().Be(default(EventCounts));
        (await Buckets(_fresh, 980, 1100)).Should().Be(new EventCounts(100, 20, 20));
    }

    [Fact]
    public async Task A_restart_is_noticed_with_the_first_sample_that_is_newer()
    {
        await Read(_fresh, 1000, 10);
        await Read(_lagging, 700, 7);
        await Read(_fresh, 30, 2);
        _counted.Should().Be((30L, 2L));
        await Read(_lagging, 800, 8);
        await Read(_fresh, 50, 3);
        _counted.Should().Be((50L, 3L));
        InWindow().Should().Be((50L, 3L));
    }

    [Fact]
    public async Task A_replica_that_is_left_alone_counts_again_as_soon_as_it_has_caught_up()
    {
        await Read(_fresh, 1000, 10);
        for (var at = 10; at <= 50; at += 10) await Read(_lagging, 700 + 5 * at, 7);
        _counted.Should().Be((0L, 0L));
        await Read(_lagging, 1000, 10);
        await Read(_lagging, 1050, 12);
        _counted.Should().Be((50L, 2L));
    }

    [Fact]
    public async Task An_operator_that_restarts_beside_a_replica_that_is_behind_counts_nothing_twice()
    {
        await Read(_fresh, 1000, 10);
        _counter = PodCounterText.Read(PodCounterText.Write(_counter));
        await Read(_lagging, 700, 7);
        await Read(_fresh, 1100, 11);
        _counted.Should().Be((100L, 1L));
    }

    private async Task Read(FakePrometheus replica, long total, long bad)
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        replica.Count("http_requests_total", total - bad, Pod, "200");
        replica.Count("http_requests_total", bad, Pod, "500");
        replica.Count("up", 1, Pod);
        _server.Answer = replica.Answer;
        var reading = (await _source.ReadAsync([Samples.Request()], CancellationToken.None))[0];
        reading.Error.Should().BeNull();
        var (next, events) = _counter.Absorb(Availability, double.PositiveInfinity, reading, true)!.Value;
        _counter = next;
        _counted = (_counted.Total + events.Total, _counted.Bad + events.Bad);
        _memory = Watermarks.Absorb(_memory, Window, reading);
    }

    private (long Total, long Bad) InWindow() => (_memory.Window.Sum(increment => increment.Total), _memory.Window.Sum(increment => increment.Bad));
}
