using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Leases;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Leases;

public sealed class LeaderLeaseTests : IDisposable
{
    private readonly FakeApiServer _server = new();
    private readonly CancellationTokenSource _stopA = new();
    private readonly CancellationTokenSource _stopB = new();
    private readonly Dictionary<string, Log> _logs = [];
    private readonly LeaderLease _a;
    private readonly LeaderLease _b;

    public LeaderLeaseTests()
    {
        _a = Candidate("a");
        _b = Candidate("b");
    }

    public void Dispose()
    {
        SingleThread.Enter();
        _stopA.Cancel();
        _stopB.Cancel();
        _a.Dispose();
        _b.Dispose();
        _stopA.Dispose();
        _stopB.Dispose();
    }

    [Fact]
    public void The_first_leads_and_goes_on_leading()
    {
        Start();

        _server.Time.Advance(TimeSpan.FromHours(1));

        _a.MayWrite.Should().BeTrue();
        _b.MayWrite.Should().BeFalse();
        _b.Holder.Should().Be("a");
        Spec()["leaseTransitions"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public void After_a_crash_the_other_takes_over_within_its_duration_and_two_looks()
    {
        Start();
        _server.Time.Advance(TimeSpan.FromSeconds(30));
        Cut("a");

        _server.Time.Advance(TimeSpan.FromSeconds(20));

        _b.MayWrite.Should().BeTrue();
        _a.MayWrite.Should().BeFalse();
        Spec()["leaseTransitions"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public void Never_may_two_write_at_once()
    {
        Start();
        var random = new Random(7);
        for (var second = 0; second < 3600; second++)
        {
            if (second % 40 == 0) Cut(random.Next(3) switch { 0 => "a", 1 => "b", _ => null });
            _server.Time.Advance(TimeSpan.FromSeconds(1));
            (_a.MayWrite && _b.MayWrite).Should().BeFalse();
        }

        Cut(null);
        _server.Time.Advance(TimeSpan.FromSeconds(30));
        (_a.MayWrite || _b.MayWrite).Should().BeTrue();
        Spec()["leaseTransitions"]!.GetValue<int>().Should().BeGreaterThan(5);
    }

    [Fact]
    public void Who_was_suspended_may_not_write_although_no_code_ran()
    {
        Start();
        var term = Term(_a);

        _server.Time.Pause(TimeSpan.FromSeconds(11));

        _a.MayWrite.Should().BeFalse();
        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        term.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public void Losing_it_cancels_the_term_and_a_new_term_begins_later()
    {
        Start();
        var term = Term(_a);
        Cut("a");
        _server.Time.Advance(TimeSpan.FromSeconds(11));

        term.IsCancellationRequested.Should().BeTrue();
        _stopB.Cancel();
        Cut(null);
        _server.Time.Advance(TimeSpan.FromSeconds(30));

        _a.MayWrite.Should().BeTrue();
        Term(_a).IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public void On_shutdown_the_other_takes_over_at_once()
    {
        Start();
        _server.Time.Advance(TimeSpan.FromSeconds(30));

        _stopA.Cancel();

        _a.MayWrite.Should().BeFalse();
        Spec()["holderIdentity"]!.ToString().Should().BeEmpty();
        _server.Time.Advance(TimeSpan.FromSeconds(2.5));
        _b.MayWrite.Should().BeTrue();
    }

    [Fact]
    public void The_wall_clock_of_others_counts_for_nothing()
    {
        Start();
        _server.Time.WallClockShift = TimeSpan.FromDays(-3650);
        _server.Time.Advance(TimeSpan.FromMinutes(5));
        _server.Time.WallClockShift = TimeSpan.FromDays(3650);
        _server.Time.Advance(TimeSpan.FromMinutes(5));

        _a.MayWrite.Should().BeTrue();
        Spec()["leaseTransitions"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public void A_lost_answer_and_throttling_do_not_lose_the_lease()
    {
        Start();
        var term = Term(_a);
        var number = 0;
        _server.FaultAfterCommit = request => request.IsWrite && number++ % 3 == 0 ? throw new HttpRequestException("reset") : null;
        _server.Time.Advance(TimeSpan.FromMinutes(10));
        _server.FaultAfterCommit = null;
        _server.Fault = request => request.IsWrite && number++ % 2 == 0 ? FakeApiServer.Status(429, "TooManyRequests", "slow down") : null;
        _server.Time.Advance(TimeSpan.FromMinutes(10));

        term.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public void A_lease_that_somebody_deleted_is_made_again()
    {
        Start();
        _server.Remove(ResourceKinds.Lease, "penumbra", "operator");

        _server.Time.Advance(TimeSpan.FromSeconds(5));

        (_a.MayWrite ^ _b.MayWrite).Should().BeTrue();
        Spec()["leaseDurationSeconds"]!.GetValue<int>().Should().Be(15);
        Spec()["renewTime"]!.ToString().Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$");
    }

    [Fact]
    public void Who_waits_says_for_whom_and_says_it_once()
    {
        Start();
        _server.Time.Advance(TimeSpan.FromHours(1));
        Said("b").Should().Equal("b waits: a holds the lease penumbra/operator");
        Said("a").Should().Equal("a leads by the lease operator");
    }

    private IEnumerable<string> Said(string identity) => _logs[identity].Lines;

    private static CancellationToken Term(LeaderLease lease)
    {
        var acquired = lease.AcquiredAsync(default);
        acquired.IsCompleted.Should().BeTrue();
        return acquired.GetAwaiter().GetResult();
    }

    private LeaderLease Candidate(string identity)
    {
        // The user agent tells the fake server who asks.
        var client = new KubernetesClient(_server.Http, _server.Time, _server.Metrics, new KubernetesClientOptions { UserAgent = identity });
        return new LeaderLease(
            client, new LeaseOptions { Namespace = "penumbra", Name = "operator", Identity = identity }, _server.Time, new Random(identity[0]),
            _server.Metrics, _logs[identity] = new Log());
    }

    private void Start()
    {
        SingleThread.Start(() => _a.RunAsync(_stopA.Token));
        SingleThread.Start(() => _b.RunAsync(_stopB.Token));
    }

    private void Cut(string? identity) =>
        _server.Fault = request => request.Message.Headers.UserAgent.ToString() == identity ? throw new HttpRequestException("unreachable") : null;

    private JsonObject Spec() => _server.Find(ResourceKinds.Lease, "penumbra", "operator")!["spec"]!.AsObject();

    private sealed class Log : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
