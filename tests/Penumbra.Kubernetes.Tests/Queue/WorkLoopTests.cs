using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Queue;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Queue;

public sealed class WorkLoopTests : IDisposable
{
    private static readonly ObjectKey Shop = new("park", "shop");
    private readonly SimulatedTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly KubernetesMetrics _metrics;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly CancellationTokenSource _stop = new();
    private int _passes;

    public WorkLoopTests()
    {
        _metrics = new KubernetesMetrics(_meters);
        _queue = new("launches", key => key.Namespace, _time, new Random(1), _metrics);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _queue.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void A_pass_may_ask_to_be_repeated_later()
    {
        Run((_, _) => Task.FromResult(PassResult.Done(TimeSpan.FromMinutes(1))));
        _queue.Add(Shop);

        _time.Advance(TimeSpan.FromMinutes(10));

        _passes.Should().Be(11);
    }

    [Fact]
    public void A_failure_comes_again_and_success_forgets_it()
    {
        Run((_, _) => Task.FromResult(_passes < 5 ? PassResult.Retry(new ApiFailure(ErrorKind.Retry, 503, "ServiceUnavailable", "no")) : PassResult.Done()));
        _queue.Add(Shop);

        _time.Advance(TimeSpan.FromMinutes(1));

        _passes.Should().Be(5);
        _queue.Failures(Shop).Should().Be(0);
    }

    [Fact]
    public void A_pass_that_comes_too_early_to_look_forgets_no_failure()
    {
        var tries = 0;
        var early = true;
        Run((_, _) => Task.FromResult((early = !early) ? PassResult.TooEarly(TimeSpan.FromMilliseconds(250)) : PassResult.Retry(new ApiFailure(ErrorKind.Terminal, 403, "Forbidden", $"no {++tries}"))));
        _queue.Add(Shop);

        _time.Advance(TimeSpan.FromMinutes(5));

        tries.Should().BeInRange(8, 20, "the waits between tries double up to a minute");
    }

    [Fact]
    public void An_exception_is_a_bug_and_drops_nothing()
    {
        Run((_, _) => _passes < 20 ? throw new InvalidOperationException("bug") : Task.FromResult(PassResult.Done()));
        _queue.Add(Shop);

        _time.Advance(TimeSpan.FromMinutes(20));

        _passes.Should().Be(20);
        _meters.Measured.Count(measured => measured.Name == "penumbra_passes_total queue=launches outcome=bug").Should().Be(19);
    }

    [Fact]
    public void A_hanging_pass_is_cancelled_after_a_minute_and_comes_again()
    {
        Run(async (_, token) =>
        {
            var never = new TaskCompletionSource();
            await using var registration = token.Register(() => never.TrySetCanceled(token));
            if (_passes == 1) await never.Task;
            return PassResult.Done();
        });
        _queue.Add(Shop);

        _time.Advance(TimeSpan.FromSeconds(59));
        _passes.Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(2));

        _passes.Should().Be(2);
    }

    [Fact]
    public void Several_passes_run_at_once_but_never_two_over_one_key()
    {
        var underWork = new List<ObjectKey>();
        var most = 0;
        Run(
            async (key, token) =>
            {
                underWork.Should().NotContain(key);
                underWork.Add(key);
                most = Math.Max(most, underWork.Count);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, token);
                underWork.Remove(key);
                return PassResult.Done();
            },
            concurrency: 4);

        for (var number = 0; number < 50; number++) _queue.Add(new("park", $"{number % 10}"));
        _time.Advance(TimeSpan.FromSeconds(10));

        most.Should().Be(4);
        _passes.Should().BeInRange(10, 14);
    }

    [Fact]
    public void The_urgent_halves_of_all_passes_come_before_the_rest_of_any()
    {
        var done = new List<string>();
        for (var number = 0; number < 5; number++) _queue.Add(new("park", $"{number}"), urgent: true);

        Run((key, _) =>
        {
            done.Add($"back {key.Name}");
            return Task.FromResult(PassResult.Later(_ =>
            {
                done.Add($"rest {key.Name}");
                return Task.FromResult(PassResult.Done());
            }));
        });

        done.Should().Equal("back 0", "back 1", "back 2", "back 3", "back 4", "rest 0", "rest 1", "rest 2", "rest 3", "rest 4");
        _meters.Measured.Count(measured => measured.Name == "penumbra_passes_total queue=launches outcome=done").Should().Be(5);
    }

    [Fact]
    public void A_rest_that_fails_brings_the_whole_pass_again()
    {
        Run((_, _) => Task.FromResult(_passes == 1
            ? PassResult.Later(_ => Task.FromResult(PassResult.Retry(new ApiFailure(ErrorKind.Retry, 503, "ServiceUnavailable", "no"))))
            : PassResult.Done()));
        _queue.Add(Shop);

        _time.Advance(TimeSpan.FromSeconds(10));

        _passes.Should().Be(2);
    }

    [Fact]
    public void Rests_that_wait_when_it_is_told_to_stop_are_dropped_and_their_keys_are_free()
    {
        var rests = 0;
        var urgent = new TaskCompletionSource<PassResult>();
        var loop = Run((key, token) =>
        {
            if (key == Shop)
            {
                _queue.Add(new("park", "other"), urgent: true);
                return Task.FromResult(PassResult.Later(_ =>
                {
                    rests++;
                    return Task.FromResult(PassResult.Done());
                }));
            }

            token.Register(() => urgent.TrySetCanceled(token));
            return urgent.Task;
        });
        _queue.Add(Shop);

        _stop.Cancel();

        loop.IsCompletedSuccessfully.Should().BeTrue();
        rests.Should().Be(0);
        _queue.Depth.Should().Be(0);
        _queue.Add(Shop);
        _queue.Depth.Should().Be(1);
    }

    [Fact]
    public void It_stops_when_told()
    {
        var loop = Run((_, token) => Task.FromCanceled<PassResult>(token));

        _stop.Cancel();

        loop.IsCompletedSuccessfully.Should().BeTrue();
    }

    private Task Run(Func<ObjectKey, CancellationToken, Task<PassResult>> pass, int concurrency = 1) =>
        SingleThread.Start(() => new WorkLoop<ObjectKey>(
            _queue,
            (key, token) =>
            {
                _passes++;
                return pass(key, token);
            },
            _time, _metrics, NullLogger.Instance).RunAsync(concurrency, _stop.Token));
}
