using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Queue;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Queue;

public class WorkQueueTests
{
    private readonly SimulatedTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly WorkQueue<ObjectKey> _queue;

    public WorkQueueTests() => _queue = new("launches", key => key.Namespace, _time, new Random(1), new KubernetesMetrics(_meters));

    [Fact]
    public async Task A_key_that_is_added_twice_comes_once()
    {
        _queue.Add(Key("a"));
        _queue.Add(Key("a"));

        (await Take()).Should().Be(Key("a"));
        _queue.Depth.Should().Be(0);
    }

    [Fact]
    public async Task A_key_under_work_is_given_to_nobody_else_and_comes_again_afterwards()
    {
        _queue.Add(Key("a"));
        await Take();
        _queue.Add(Key("a"));
        var next = _queue.GetAsync(default);
        next.IsCompleted.Should().BeFalse();

        _queue.Done(Key("a"));

        (await next)!.Key.Should().Be(Key("a"));
    }

    [Fact]
    public async Task Namespaces_take_turns()
    {
        for (var number = 0; number < 100; number++) _queue.Add(new("noisy", $"{number}"));
        _queue.Add(new("quiet", "a"));

        (await Take()).Namespace.Should().Be("noisy");
        (await Take()).Namespace.Should().Be("quiet");
        (await Take()).Name.Should().Be("1");
    }

    [Fact]
    public async Task Urgent_keys_go_first_whatever_their_namespace_and_the_one_that_waited_longest_before_the_others()
    {
        foreach (var name in (string[])["a", "b", "c"]) _queue.Add(Key(name));
        _queue.Add(Key("c"), urgent: true);
        _queue.Add(Key("d"), urgent: true);
        _queue.Add(new("quiet", "e"), urgent: true);

        (await Take()).Name.Should().Be("c");
        (await Take()).Name.Should().Be("e");
        (await Take()).Name.Should().Be("d");
        (await Take()).Name.Should().Be("a");
    }

    [Fact]
    public async Task An_urgent_key_stays_urgent_when_it_is_added_once_more()
    {
        _queue.Add(Key("a"));
        _queue.Add(Key("b"), urgent: true);
        _queue.Add(Key("b"));

        (await Take()).Name.Should().Be("b");
        (await Take()).Name.Should().Be("a");
        _queue.Depth.Should().Be(0);
    }

    [Fact]
    public async Task Urgent_keys_that_never_end_do_not_keep_the_others_from_their_turn()
    {
        _queue.Add(Key("patient"));
        var taken = new List<string>();
        for (var number = 0; number < 100 && !taken.Contains("patient"); number++)
        {
            _queue.Add(Key($"{number}"), urgent: true);
            _queue.Add(Key($"{number}-too"), urgent: true);
            taken.Add((await Take()).Name);
        }

        taken.Should().Contain("patient");
    }

    [Fact]
    public async Task The_rest_of_a_pass_waits_for_urgent_keys_alone_and_its_key_is_given_to_nobody_else()
    {
        _queue.Add(Key("a"), urgent: true);
        await Take();
        _queue.Add(Key("b"));
        _queue.Add(Key("c"), urgent: true);
        _queue.AddRest(Key("a"), _ => Task.FromResult(PassResult.Done()));
        _queue.Add(Key("a"));

        (await Take()).Name.Should().Be("c");
        var rest = await _queue.GetAsync(default);
        rest!.Key.Name.Should().Be("a");
        rest.Rest.Should().NotBeNull();
        (await Take()).Name.Should().Be("b");
        _queue.Depth.Should().Be(0);

        _queue.Done(Key("a"));
        (await Take()).Name.Should().Be("a");
    }

    [Fact]
    public async Task The_earliest_of_several_times_wins()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromMinutes(5));
        _queue.AddAfter(Key("a"), TimeSpan.FromMinutes(1));
        _queue.AddAfter(Key("a"), TimeSpan.FromMinutes(3));
        var next = _queue.GetAsync(default);

        _time.Advance(TimeSpan.FromSeconds(59));
        next.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        (await next)!.Key.Should().Be(Key("a"));
        _queue.Delayed.Should().Be(0);
    }

    [Fact]
    public void However_many_keys_wait_there_is_one_timer()
    {
        for (var number = 1; number <= 1000; number++) _queue.AddAfter(Key($"{number}"), TimeSpan.FromSeconds(number));

        _time.TimerCount.Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(500));
        _queue.Depth.Should().Be(500);
        _time.TimerCount.Should().Be(1);
    }

    [Fact]
    public void A_wait_longer_than_any_timer_is_kept()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromDays(100));

        _time.Advance(TimeSpan.FromDays(100) - TimeSpan.FromSeconds(1));
        _queue.Depth.Should().Be(0);
        _time.Advance(TimeSpan.FromSeconds(1));

        _queue.Depth.Should().Be(1);
    }

    [Fact]
    public async Task Failures_wait_longer_each_time_up_to_a_minute_and_are_never_dropped()
    {
        var waits = new List<TimeSpan>();
        for (var failure = 0; failure < 50; failure++)
        {
            _queue.AddFailed(Key("a"));
            var due = _time.NextDue!.Value;
            waits.Add(due);
            _time.Advance(due);
            await Take();
            _queue.Done(Key("a"));
        }

        waits[0].Should().BeLessThanOrEqualTo(TimeSpan.FromMilliseconds(201));
        waits.Should().OnlyContain(wait => wait <= TimeSpan.FromSeconds(60.001));
        waits.TakeLast(40).Should().OnlyContain(wait => wait >= TimeSpan.FromSeconds(30));
        waits.Distinct().Should().HaveCountGreaterThan(30, "they are jittered");
        _queue.Failures(Key("a")).Should().Be(50);
    }

    [Fact]
    public void The_server_may_ask_for_more()
    {
        _queue.AddFailed(Key("a"), TimeSpan.FromSeconds(45));

        _time.NextDue.Should().Be(TimeSpan.FromSeconds(45));
    }

    [Fact]
    public void Lateness_and_depth_are_measured()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromSeconds(10));
        _queue.AddAfter(Key("b"), TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(13));
        _meters.Observe();
        _ = _queue.GetAsync(default);

        _meters.Measured.Should().Contain(("penumbra_queue_depth queue=launches", 2)).And.Contain(("penumbra_queue_lateness_seconds queue=launches", 3));
    }

    [Fact]
    public async Task One_who_stops_waiting_takes_no_key_along()
    {
        using var stop = new CancellationTokenSource();
        var gone = SingleThread.Start(() => _queue.GetAsync(stop.Token));
        stop.Cancel();

        _queue.Add(Key("a"));

        gone.IsCanceled.Should().BeTrue();
        (await Take()).Should().Be(Key("a"));
    }

    [Fact]
    public async Task A_queue_that_is_shut_lets_nobody_wait()
    {
        var waiting = _queue.GetAsync(default);

        _queue.Shut();

        (await waiting).Should().BeNull();
        (await _queue.GetAsync(default)).Should().BeNull();
    }

    private static ObjectKey Key(string name) => new("park", name);

    private async Task<ObjectKey> Take() => (await _queue.GetAsync(default))!.Key;
}
