using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Informers;

/// <summary>Rows F5, F9 and F13 of the fault matrix.</summary>
public sealed class InformerFaultTests : IDisposable
{
    private readonly FakeApiServer _server = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Informer<Thing> _informer;

    public InformerFaultTests() =>
        _informer = new Informer<Thing>(
            _server.Client, new ListQuery(ResourceKinds.Service), ThingJson.Default.Thing, _server.Time, new Random(1), _server.Metrics, NullLogger.Instance);

    public void Dispose()
    {
        SingleThread.Enter();
        _stop.Cancel();
        _stop.Dispose();
    }

    [Fact]
    public void A_watch_that_ends_in_mid_event_goes_on_where_it_was()
    {
        Start();
        _server.Watches.Single().Stream.Send("""{"type":"ADDED","object":{"metadata":{"na""");
        _server.Watches.Single().Stream.Break();
        Put("a");

        _server.Time.Advance(TimeSpan.FromSeconds(1));

        Names().Should().Equal("a");
        Lists().Should().Be(1);
    }

    [Fact]
    public void A_gap_in_what_the_cache_sees_is_told_until_it_is_closed()
    {
        Start();
        _informer.CurrentSince.Should().Be(DateTimeOffset.MinValue);

        _server.Fault = _ => FakeApiServer.Status(503, "ServiceUnavailable", "not now");
        _server.Watches.Single().Stream.Send("""{"type":"ERROR","object":{"kind":"Status","status":"Failure","code":410,"reason":"Expired","message":"too old"}}""" + "\n");
        _server.Time.Advance(TimeSpan.FromSeconds(20));
        _informer.CurrentSince.Should().BeNull();

        _server.Fault = null;
        _server.Time.AdvanceUntil(() => _informer.CurrentSince is not null, TimeSpan.FromMinutes(2));
        _informer.CurrentSince.Should().BeCloseTo(_server.Time.GetUtcNow(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_version_that_is_too_old_is_not_watched_from_again()
    {
        Start();
        var asked = _server.Requests.Count;

        _server.Watches.Single().Stream.Send("""{"type":"ERROR","object":{"kind":"Status","status":"Failure","code":410,"reason":"Expired","message":"too old"}}""" + "\n");
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        _server.Requests.Skip(asked).Select(request => request.IsWatch).Should().Equal([false, true], "a list tells where to go on");
    }

    [Fact]
    public void Watches_that_end_at_once_and_tell_nothing_are_a_gap_and_lists_fill_the_cache_meanwhile()
    {
        Start();
        _server.Fault = request => request.IsWatch ? new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("") } : null;
        _server.Watches.Single().Stream.Break();
        Put("a");

        _server.Time.AdvanceUntil(() => Names().Contains("a"), TimeSpan.FromSeconds(5));
        _server.Time.Advance(TimeSpan.FromMinutes(2));
        _informer.CurrentSince.Should().BeNull("what happens between two lists is not seen");
        Lists().Should().BeLessThan(20, "the server is not asked more often than it is after any failure");

        _server.Fault = null;
        _server.Time.Advance(TimeSpan.FromMinutes(1));
        _server.Bookmark();
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        _informer.CurrentSince.Should().BeCloseTo(_server.Time.GetUtcNow(), TimeSpan.FromMinutes(1), "a watch that tells something is a watch again");
    }

    [Fact]
    public void A_kind_that_is_not_served_holds_nobody_up_for_long_and_one_that_comes_late_is_waited_for()
    {
        var informer = Patient();
        _server.Fault = request => request.IsWatch ? null : FakeApiServer.Status(404, "NotFound", "the server could not find the requested resource");
        SingleThread.Start(() => informer.RunAsync(_stop.Token));
        _server.Time.Advance(TimeSpan.FromSeconds(3));
        informer.HasSynced.IsCompleted.Should().BeFalse("an API server that has just started answers so for a while");

        _server.Time.AdvanceUntil(() => informer.HasSynced.IsCompleted, TimeSpan.FromSeconds(30));

        informer.List().Should().BeEmpty();
    }

    [Fact]
    public void A_kind_that_is_not_served_is_said_once_and_warns_of_nothing()
    {
        var lines = new Lines();
        var informer = Patient(lines);
        _server.Fault = request => request.IsWatch ? null : FakeApiServer.Status(404, "NotFound", "the server could not find the requested resource");
        SingleThread.Start(() => informer.RunAsync(_stop.Token));
        _server.Time.Advance(TimeSpan.FromMinutes(10));
        lines.Said.Where(line => line.Level >= LogLevel.Information).Should().ContainSingle().Which.Should().Be((LogLevel.Information, "services  are not served here; they are asked for again until they are"));
    }

    [Fact]
    public void A_kind_that_cannot_be_read_is_not_taken_for_one_that_has_no_objects()
    {
        var informer = Patient();
        _server.Fault = request => request.IsWatch ? null : FakeApiServer.Status(403, "Forbidden", "no");
        SingleThread.Start(() => informer.RunAsync(_stop.Token));

        _server.Time.Advance(TimeSpan.FromMinutes(10));

        informer.HasSynced.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public void A_silent_connection_is_ended_within_three_minutes()
    {
        Start();
        _server.Time.Advance(TimeSpan.FromSeconds(5));
        _server.Delivers = false;
        Put("a");
        _server.Delivers = true;

        _server.Time.AdvanceUntil(() => Names().Contains("a"), TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Bookmarks_keep_a_connection_for_as_long_as_was_asked_for()
    {
        Start();
        var first = _server.Watches.Single();
        var asked = TimeSpan.FromSeconds(int.Parse(first.Request.Query["timeoutSeconds"], System.Globalization.CultureInfo.InvariantCulture));

        var lived = TimeSpan.Zero;
        while (_server.Watches.Contains(first) && lived < TimeSpan.FromMinutes(20))
        {
            _server.Bookmark();
            _server.Time.Advance(TimeSpan.FromSeconds(10));
            lived += TimeSpan.FromSeconds(10);
        }

        asked.Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5)).And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(10));
        lived.Should().BeCloseTo(asked + TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void A_bookmark_moves_the_place_where_the_next_watch_begins()
    {
        Start();
        _server.RestoreAt(500);
        _server.Bookmark();

        _server.Watches.Single().Stream.End();
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        _server.Watches.Single().Request.Query["resourceVersion"].Should().Be("500");
    }

    [Fact]
    public void Watches_that_end_at_once_do_not_make_a_storm()
    {
        _server.Fault = request => request.IsWatch ? FakeApiServer.Answer(200, "") : null;

        Start();
        _server.Time.Advance(TimeSpan.FromMinutes(10));

        _server.Requests.Count.Should().BeInRange(20, 60, "waits double up to 30 s");
    }

    [Fact]
    public void Expired_watches_do_not_make_a_storm()
    {
        _server.Fault = request => request.IsWatch ? FakeApiServer.Status(410, "Expired", "too old") : null;

        Start();
        _server.Time.Advance(TimeSpan.FromMinutes(10));

        _server.Requests.Count.Should().BeInRange(40, 120);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public void It_survives_a_long_outage_and_waits_at_most_thirty_seconds_after_it(int code)
    {
        Put("a");
        _server.Fault = _ => FakeApiServer.Status(code, "Some", "text");
        Start();
        _server.Time.Advance(TimeSpan.FromHours(1));
        _informer.HasSynced.IsCompleted.Should().BeFalse();

        _server.Fault = null;
        _server.Time.Advance(TimeSpan.FromSeconds(31));

        Names().Should().Equal("a");
    }

    [Fact]
    public void The_wait_that_the_server_asks_for_is_kept()
    {
        _server.Fault = _ =>
        {
            var answer = FakeApiServer.Status(429, "TooManyRequests", "slow down");
            answer.Headers.TryAddWithoutValidation("Retry-After", "120");
            return answer;
        };
        Start();
        _server.Time.Advance(TimeSpan.FromSeconds(119));
        _server.Requests.Should().ContainSingle();
        _server.Fault = null;

        _server.Time.Advance(TimeSpan.FromSeconds(2));

        _informer.HasSynced.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public void A_long_healthy_watch_makes_the_next_wait_short_again()
    {
        _server.Fault = request => request.IsWatch ? FakeApiServer.Answer(200, "") : null;
        Start();
        _server.Time.Advance(TimeSpan.FromMinutes(5));
        _server.Fault = null;
        _server.Time.Advance(TimeSpan.FromSeconds(31));
        _server.Bookmark();
        _server.Time.Advance(TimeSpan.FromMinutes(1));

        _server.Watches.Single().Stream.End();
        _server.Time.Advance(TimeSpan.FromMilliseconds(101));

        _server.Watches.Should().ContainSingle();
    }

    [Fact]
    public void A_pass_waits_until_the_cache_has_seen_the_write()
    {
        var tracker = new WriteTracker(_server.Time);
        var key = new ObjectKey("park", "a");
        Put("a");
        Start();
        _server.Delivers = false;
        var written = Put("a");
        tracker.Note(ResourceKinds.Service, key, "uid-0001", written);

        tracker.Check(ResourceKinds.Service, key, _informer).Should().Be(CatchUp.Behind);
        _server.Time.Advance(TimeSpan.FromSeconds(31));
        tracker.Check(ResourceKinds.Service, key, _informer).Should().Be(CatchUp.Overdue, "it asks for a list then");
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        tracker.IsCaughtUp(ResourceKinds.Service, key, _informer).Should().BeTrue();
        tracker.Count.Should().Be(0);
        Lists().Should().Be(2);
    }

    [Fact]
    public void A_bookmark_proves_that_the_cache_has_seen_the_write()
    {
        var tracker = new WriteTracker(_server.Time);
        var key = new ObjectKey("park", "gone");
        Start();
        _server.RestoreAt(700);
        tracker.Note(ResourceKinds.Service, key, "uid-9", "650");
        tracker.IsCaughtUp(ResourceKinds.Service, key, _informer).Should().BeFalse();

        _server.Bookmark();

        tracker.IsCaughtUp(ResourceKinds.Service, key, _informer).Should().BeTrue();
    }

    [Fact]
    public void A_deletion_is_seen_when_the_object_is_gone_or_another_one()
    {
        var tracker = new WriteTracker(_server.Time);
        var key = new ObjectKey("park", "a");
        Put("a");
        Start();
        tracker.NoteDeleted(ResourceKinds.Service, key, "uid-0001");
        tracker.IsCaughtUp(ResourceKinds.Service, key, _informer).Should().BeFalse();

        _server.Remove(ResourceKinds.Service, "park", "a");
        Put("a");

        tracker.IsCaughtUp(ResourceKinds.Service, key, _informer).Should().BeTrue();
    }

    private Informer<Thing> Patient(ILogger? logger = null) => new(
        _server.Client, new ListQuery(ResourceKinds.Service), ThingJson.Default.Thing, _server.Time, new Random(1), _server.Metrics, logger ?? NullLogger.Instance,
        new InformerOptions { UnservedAfter = TimeSpan.FromSeconds(5) });

    private void Start() => SingleThread.Start(() => _informer.RunAsync(_stop.Token));

    private string Put(string name) => _server.Put(ResourceKinds.Service, "park", name)["metadata"]!["resourceVersion"]!.ToString();

    private IEnumerable<string> Names() => _informer.List().Select(thing => thing.Name);

    private sealed class Lines : ILogger
    {
        public List<(LogLevel Level, string Text)> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add((logLevel, formatter(state, exception)));
    }

    private int Lists() => _server.Requests.Count(request => !request.IsWatch);
}
