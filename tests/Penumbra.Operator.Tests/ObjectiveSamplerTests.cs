using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Tests.Simulated;
using Penumbra.Metrics;
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

    [Fact]
    public async Task Who_no_longer_leads_asks_no_source()
    {
        using var stop = new CancellationTokenSource();
        var sampler = new ObjectiveSampler(_sources, (_, _) => _inbox, _ => { }, _time, _time, NullLogger.Instance);
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
        var sampler = new ObjectiveSampler(_sources, (_, _) => _inbox, _ => { }, _time, _time, NullLogger.Instance, late.Add);
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
