using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Tests.Simulated;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics;
using Penumbra.Metrics.Tests.Simulated;
using Penumbra.Operator.Measuring;

namespace Penumbra.Operator.Tests;

public sealed class ObjectiveSamplerTests
{
    private static readonly ObjectKey Key = new("shop", "checkout");
    private static readonly MeasuredSubject Subject = new(
        "uid", TimeSpan.FromSeconds(10), [new Objective { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), Judge = JudgeKind.Sequential }],
        new MeasuredSide("3b02ee90", "checkout"), null);

    private readonly SimulatedTime _time = new();
    private readonly Sources _sources = new();
    private readonly ReadingInbox _inbox = new();
    private readonly FakeInformer<PodView> _pods = new(pod => $"{pod.Namespace}/{pod.Metadata.Labels["penumbra.dev/launch"]}");

    [Fact]
    public async Task Who_no_longer_leads_asks_no_source()
    {
        using var stop = new CancellationTokenSource();
        var sampler = new ObjectiveSampler(_sources, (_, _) => _inbox, _ => { }, _time, _time, new PodStarts(_pods), NullLogger.Instance);
        var running = sampler.RunAsync(stop.Token);
        sampler.Plan(Key, Subject);
        _time.Advance(TimeSpan.FromMinutes(1));
        _sources.Asked.Should().BeInRange(6, 7);
        _inbox.Take().Readings.Should().HaveCount(_sources.Asked);

        sampler.Rest();
        var before = _sources.Asked;
        _time.Advance(TimeSpan.FromHours(1));
        _sources.Asked.Should().Be(before);

        sampler.Plan(Key, Subject);
        _time.Advance(TimeSpan.FromMinutes(1));
        _sources.Asked.Should().BeGreaterThan(before, "it leads again");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Answers_that_are_not_newer_than_the_last_are_counted_by_their_source()
    {
        using var stop = new CancellationTokenSource();
        var late = new List<string>();
        _sources.Clock = _time;
        var sampler = new ObjectiveSampler(_sources, (_, _) => _inbox, _ => { }, _time, _time, new PodStarts(_pods), NullLogger.Instance, late.Add);
        var running = sampler.RunAsync(stop.Token);
        sampler.Plan(Key, Subject);
        _time.Advance(TimeSpan.FromSeconds(30));
        late.Should().BeEmpty();

        // A replica of the source that lags a minute behind answers once.
        _sources.Behind = TimeSpan.FromMinutes(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        late.Should().Equal("pods");
        _sources.Behind = TimeSpan.Zero;
        _time.Advance(TimeSpan.FromSeconds(10));
        late.Should().HaveCount(1);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void An_answer_whose_samples_are_older_than_those_of_the_one_before_is_late_though_it_was_asked_for_later()
    {
        bool Post(int asked, int taken) => _inbox.Post(new ObjectiveReading("availability", "", "3b02ee90", new Reading
        {
            At = _time.GetUtcNow().AddSeconds(asked), Series = [new SeriesSample("total", SeriesRole.Total, 5, At: _time.GetUtcNow().AddSeconds(taken))],
        }), 0);
        Post(0, -5).Should().BeTrue();
        Post(10, -5).Should().BeTrue("it was not scraped meanwhile");
        Post(20, -50).Should().BeFalse("another replica lags behind");
        Post(30, 25).Should().BeTrue();
    }

    [Theory]
    [InlineData("checkout-3b02ee90-x-y")]
    [InlineData("uid-of-it")]
    public void When_the_pods_started_is_told_with_what_a_warm_up_is_asked_for(string named)
    {
        var reading = Told(named, TimeSpan.FromMinutes(1));
        reading.Error.Should().BeNull();
        reading.Started[named].Should().Be(_time.GetUtcNow());
        Told(named, TimeSpan.Zero).Started.Should().BeEmpty("nobody asks");
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.1:9100")]
    public void A_warm_up_is_no_answer_where_no_series_names_its_pod(string named)
    {
        Told(named, TimeSpan.FromMinutes(1)).Error.Should().StartWith("warmUp needs series that name their pods").And.Contain("keep that label, or leave warmUp out");
        Told(named, TimeSpan.Zero).Error.Should().BeNull();
    }

    [Fact]
    public void A_pod_that_is_named_by_a_shadow_tells_its_start_too()
    {
        var objective = Subject.Objectives[0] with { WarmUp = TimeSpan.FromMinutes(1) };
        var request = new MeasureRequest("shop", "orders-next", "", "live", objective.Indicator, [Pod("orders-5d4b-aaaaa", "orders")]);
        new PodStarts(_pods).Tell(objective, request, Of("orders-5d4b-aaaaa")).Started.Should().ContainKey("orders-5d4b-aaaaa");
    }

    [Fact]
    public void Readings_that_nobody_takes_for_a_day_are_bounded_and_the_newest_stay()
    {
        for (var minute = 0; minute < 24 * 60; minute++) _inbox.Post(new ObjectiveReading("availability", "", "3b02ee90", Reading.NoAnswer(_time.GetUtcNow().AddMinutes(minute), "no")), minute);

        var (readings, since) = _inbox.Take();
        readings.Should().HaveCount(ReadingInbox.Most);
        readings[^1].Reading.At.Should().Be(_time.GetUtcNow().AddMinutes((24 * 60) - 1));
        readings.Should().BeInAscendingOrder(reading => reading.Reading.At);
        since.Should().Be(0, "so long somebody has been waiting");
        _inbox.Take().Readings.Should().BeEmpty();
    }

    private Reading Told(string named, TimeSpan warmUp)
    {
        _pods.Items.Clear();
        _pods.Items.Add(Pod("checkout-3b02ee90-x-y", "checkout"));
        var objective = Subject.Objectives[0] with { WarmUp = warmUp };
        return new PodStarts(_pods).Tell(objective, new MeasureRequest("shop", "checkout", "checkout-3b02ee90", "3b02ee90", objective.Indicator), Of(named));
    }

    private Reading Of(string pod) => new() { At = _time.GetUtcNow(), Series = [new SeriesSample("total", SeriesRole.Total, 5, Pod: pod)] };

    private PodView Pod(string name, string launch) => new()
    {
        Metadata = new() { Name = name, Namespace = "shop", Uid = "uid-of-it", Labels = new([new("penumbra.dev/launch", launch)]) },
        Status = new() { StartedAt = _time.GetUtcNow() },
    };

    private sealed class Sources : IMetricSources, IMetricSource
    {
        public int Asked { get; private set; }

        /// <summary>By whose clock it answers; null when it does not.</summary>
        public TimeProvider? Clock { get; set; }

        public TimeSpan Behind { get; set; }

        public IMetricSource? Find(string name) => this;

        public Problem? Check(Objective objective, string path) => null;

        public Task<IReadOnlyList<Reading>> ReadAsync(IReadOnlyList<MeasureRequest> requests, CancellationToken cancellationToken)
        {
            Asked += requests.Count;
            return Task.FromResult<IReadOnlyList<Reading>>([.. requests.Select(_ => Clock is null ? Reading.NoAnswer(DateTimeOffset.UnixEpoch, "nobody there") : new Reading { At = Clock.GetUtcNow() - Behind })]);
        }
    }
}
