using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Leases;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Events;

public sealed class EventRecorderTests : IDisposable
{
    private static readonly EventRegarding Shop = new(ResourceKinds.DarkLaunch, new("park", "shop"), "uid-shop");
    private readonly FakeApiServer _server = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly EventRecorder _events;

    public EventRecorderTests()
    {
        _events = new EventRecorder(_server.Client, "penumbra-0", new AlwaysLeader(), _server.Time, new Random(1), _server.Metrics, NullLogger.Instance);
        SingleThread.Start(() => _events.RunAsync(_stop.Token));
    }

    public void Dispose()
    {
        SingleThread.Enter();
        _stop.Cancel();
        _events.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void An_event_is_written_soon_and_in_full()
    {
        Record();
        _server.Requests.Should().BeEmpty("recording never sends by itself");

        _server.Time.Advance(TimeSpan.FromSeconds(1));

        var body = _server.Requests.Single().Body!;
        body["reason"]!.ToString().Should().Be("Advanced");
        body["regarding"]!["kind"]!.ToString().Should().Be("DarkLaunch");
        body["reportingController"]!.ToString().Should().Be("penumbra.dev/operator");
        body["eventTime"]!.ToString().Should().EndWith("Z");
        body["series"].Should().BeNull();
    }

    [Fact]
    public void The_same_again_counts_up_at_most_once_a_minute()
    {
        for (var second = 0; second < 180; second++)
        {
            Record();
            _server.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _server.Requests.Select(request => request.Method).Should().Equal("POST", "PATCH", "PATCH");
        _server.Requests[^1].Body!["series"]!["count"]!.GetValue<int>().Should().BeInRange(110, 130);
    }

    [Fact]
    public void One_object_cannot_flood_the_cluster()
    {
        for (var number = 0; number < 100; number++) Record($"note {number}");
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        _server.Requests.Should().HaveCount(25);

        _server.Time.Advance(TimeSpan.FromMinutes(10));
        for (var number = 0; number < 100; number++) Record($"later {number}");
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        _server.Requests.Should().HaveCount(27);
        _server.Meters.Measured.Should().Contain(("penumbra_events_suppressed_total reason=rate", 1));
    }

    [Fact]
    public void What_is_said_every_minute_for_hours_leaves_room_for_what_is_said_once()
    {
        for (var minute = 0; minute < 180; minute++)
        {
            Record("refused again");
            _server.Time.Advance(TimeSpan.FromMinutes(1));
        }

        for (var number = 0; number < 5; number++) Record($"news {number}");
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        _server.Requests.Where(request => request.Method == "POST").Select(request => request.Body!["note"]!.ToString()).Should().EndWith(["news 0", "news 1", "news 2", "news 3", "news 4"]);
    }

    [Fact]
    public void A_note_is_cut_to_its_bound_between_characters()
    {
        Record(new string('ä', 2000));
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        var note = _server.Requests.Single().Body!["note"]!.ToString();

        Encoding.UTF8.GetByteCount(note).Should().BeInRange(1020, 1024);
        note.Should().EndWith("ä…");
    }

    [Fact]
    public void An_outage_delays_events_and_loses_none()
    {
        _server.Fault = _ => FakeApiServer.Status(503, "ServiceUnavailable", "no");
        Record("one");
        Record("two");
        _server.Time.Advance(TimeSpan.FromMinutes(10));
        _server.Requests.Count.Should().BeLessThan(60);
        _server.Fault = null;

        _server.Time.Advance(TimeSpan.FromMinutes(2));

        Written().Should().Equal("one", "two");
    }

    [Fact]
    public void An_event_that_expired_on_the_server_is_made_anew()
    {
        Record();
        _server.Time.Advance(TimeSpan.FromMinutes(2));
        var first = _server.Requests.Single().Body!["metadata"]!["name"]!.ToString();
        _server.Remove(ResourceKinds.Event, "park", first);
        Record();

        _server.Time.Advance(TimeSpan.FromMinutes(2));

        _server.Requests.Select(request => request.Method).Should().Equal("POST", "PATCH", "POST");
        _server.Requests[^1].Body!["metadata"]!["name"]!.ToString().Should().NotBe(first);
    }

    [Fact]
    public void What_the_server_refuses_is_not_sent_again()
    {
        _server.Fault = _ => FakeApiServer.Status(403, "Forbidden", "no");
        Record();

        _server.Time.Advance(TimeSpan.FromHours(1));

        _server.Requests.Should().ContainSingle();
    }

    [Fact]
    public void What_was_recorded_last_can_be_flushed()
    {
        _stop.Cancel();
        Record();

        _events.FlushAsync(default).IsCompletedSuccessfully.Should().BeTrue();

        Written().Should().Equal("to 5 %");
    }

    [Fact]
    public void When_nothing_is_recorded_nothing_happens()
    {
        Record();
        _server.Time.Advance(TimeSpan.FromDays(1));

        _server.Requests.Should().ContainSingle();
        _server.Time.TimerCount.Should().Be(0);
    }

    private void Record(string note = "to 5 %")
    {
        SingleThread.Enter();
        _events.Record(Shop, EventType.Normal, "Advanced", "Advance", note);
    }

    private IEnumerable<string> Written() => _server.Requests.Where(request => request.Method == "POST").Select(request => request.Body!["note"]!.ToString()).Distinct();
}
