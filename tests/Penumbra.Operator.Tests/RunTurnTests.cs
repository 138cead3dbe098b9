using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Tests.Simulated;
using Penumbra.Operator.SnapshotRefreshes;

namespace Penumbra.Operator.Tests;

/// <summary>One process at a time works for a refresh.</summary>
public sealed class RunTurnTests
{
    private const string Job = "nightly-refresh-29394720";

    [Fact]
    public async Task A_scheduled_run_that_finds_one_on_demand_under_way_ends_and_says_so()
    {
        var (term, ended) = await new World { Holder = "nightly-now-0badcafe-x7k2p", Present = new RunStatus { Id = "20261121t013000z", Outcome = RunOutcome.Running } }.TakeAsync();
        term.Should().BeNull();
        ended.Should().ContainAll("20261121t013000z", "nightly-now-0badcafe-x7k2p", "20261121t000000z", "has done nothing");
    }

    [Theory]
    [InlineData($"{Job}-abcde", "20261121t013000z", RunOutcome.Running, "a dead pod of its own Job")]
    [InlineData("nightly-sweep-29394720-abcde", "20261121t013000z", RunOutcome.Running, "a sweep")]
    [InlineData("nightly-now-0badcafe-x7k2p", "20261121t000000z", RunOutcome.Running, "a pod of its own run")]
    [InlineData("nightly-now-0badcafe-x7k2p", "20261121t013000z", RunOutcome.Succeeded, "one that is about to end")]
    [InlineData("", "20261121t013000z", RunOutcome.Running, "nobody that was seen")]
    public async Task Whoever_comes_behind_others_waits(string holder, string present, RunOutcome outcome, string who)
    {
        var world = new World { Holder = holder, Present = new RunStatus { Id = present, Outcome = outcome }, FreeAfter = TimeSpan.FromMinutes(10) };
        (await world.TakeAsync()).Term.Should().NotBeNull(who);
        world.Time.Elapsed.Should().BeCloseTo(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_pod_whose_containers_come_next_waits_for_its_turn()
    {
        var world = new World { Holder = "nightly-now-0badcafe-x7k2p", Until = "passwords", Present = new RunStatus { Id = "20261121t013000z", Outcome = RunOutcome.Running }, FreeAfter = TimeSpan.FromMinutes(5) };
        (await world.TakeAsync()).Term.Should().NotBeNull();
    }

    [Fact]
    public async Task A_sweep_does_not_wait_for_a_run()
    {
        var (term, ended) = await new World { Mode = RefreshMode.Sweep, Holder = Job }.TakeAsync();
        (term, ended).Should().Be((null, "a run is under way: it looks after its database itself"));
    }

    private sealed class World : IRunRecord
    {
        public SimulatedTime Time { get; } = new();

        public string Holder { get; init; } = "";

        public string? Until { get; init; }

        public RefreshMode Mode { get; init; }

        public RunStatus? Present { get; init; }

        public TimeSpan? FreeAfter { get; init; }

        public async Task<(CancellationToken? Term, string? Ended)> TakeAsync()
        {
            var run = new RunFacts { OwnerUid = "uid-1", Namespace = "shop", Name = "nightly", RunId = "20261121t000000z", StartedAt = Time.GetUtcNow(), Mode = Mode, Digest = "d", Until = Until };
            var free = new TaskCompletionSource<CancellationToken>();
            using var timer = Time.CreateTimer(_ => free.TrySetResult(CancellationToken.None), null, FreeAfter ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var taking = new RunTurn(run, Job, cancelled => free.Task.WaitAsync(cancelled), () => Holder, this, Time).TakeAsync(CancellationToken.None);
            for (var minute = 0; minute < 20 && !taking.IsCompleted; minute++)
            {
                Time.Advance(TimeSpan.FromMinutes(1));
                await Task.Yield();
                await Task.WhenAny(taking, Task.Delay(TimeSpan.FromMilliseconds(20)));
            }

            return await taking;
        }

        public Task<ApiResult<RefreshStatus>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<ApiResult<RefreshStatus>>(RefreshStatus.Empty with { Run = Present });

        public Task<ApiFailure?> WriteAsync(RefreshStatus status, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ApiResult<IReadOnlyDictionary<string, string>>> ReadConfigMapAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ApiFailure?> WriteConfigMapAsync(string name, IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ApiFailure?> KeepColumnsAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Tell(RefreshEffect.EmitEvent told) => throw new NotSupportedException();
    }
}
