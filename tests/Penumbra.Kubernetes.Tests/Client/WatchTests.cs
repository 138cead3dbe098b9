using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Client;

public class WatchTests
{
    private readonly FakeApiServer _server = new();
    private readonly List<WatchEvent<JsonObject>> _events = [];

    [Fact]
    public void Events_come_one_by_one_however_the_bytes_are_cut()
    {
        var stream = Open().Stream;
        stream.Send("""{"type":"ADDED","obj""");
        stream.Send("""ect":{"metadata":{"name":"a","resourceVersion":"7"}}}""");
        _events.Should().BeEmpty();
        stream.Send("\n" + """{"object":{"metadata":{"resourceVersion":"9"}},"type":"BOOKMARK"}""" + "\n\n");

        _events.Select(seen => (seen.Type, seen.ResourceVersion)).Should().Equal((WatchEventType.Added, "7"), (WatchEventType.Bookmark, "9"));
        _events[1].Object.Should().BeNull();
    }

    [Fact]
    public void An_expired_version_is_an_error_event()
    {
        Open().SendExpired();

        _events.Single().Failure.Should().BeEquivalentTo(new { Code = 410, Reason = "Expired", Kind = ErrorKind.Retry });
    }

    [Fact]
    public void A_failure_to_begin_is_one_error_event()
    {
        _server.Fault = _ => FakeApiServer.Status(403, "Forbidden", "services is forbidden: cannot watch");

        Watch(new KubernetesClientOptions()).IsCompletedSuccessfully.Should().BeTrue();

        _events.Single().Failure!.Kind.Should().Be(ErrorKind.Terminal);
    }

    [Theory]
    [InlineData("<html>\n")]
    [InlineData("{\"type\":\"NEW\",\"object\":{}}\n")]
    [InlineData("{}\n")]
    public void A_line_that_is_no_event_is_a_retry(string line)
    {
        Open().Stream.Send(line);

        _events.Single().Failure!.Kind.Should().Be(ErrorKind.Retry);
    }

    [Fact]
    public void An_event_that_never_ends_is_cut_off()
    {
        var watching = Watch(new KubernetesClientOptions { MaximumObjectBytes = 64 * 1024 });

        _server.Watches.Single().Stream.Send(new string('x', 200_000));

        _events.Single().Failure!.Reason.Should().Be("MalformedAnswer");
        watching.IsCompletedSuccessfully.Should().BeTrue();
        _server.Watches.Should().BeEmpty("the connection is closed");
    }

    [Fact]
    public void A_watch_outlives_the_time_out_of_requests()
    {
        var watch = Open();

        _server.Time.Advance(TimeSpan.FromMinutes(5));
        watch.Stream.Send("""{"type":"DELETED","object":{"metadata":{"resourceVersion":"8"}}}""" + "\n");

        _events.Single().Type.Should().Be(WatchEventType.Deleted);
    }

    private FakeWatch Open()
    {
        Watch(new KubernetesClientOptions());
        return _server.Watches.Single();
    }

    private Task Watch(KubernetesClientOptions options) => SingleThread.Start(async () =>
    {
        var client = new KubernetesClient(_server.Http, _server.Time, _server.Metrics, options);
        await foreach (var seen in client.WatchAsync(new ListQuery(ResourceKinds.Service), Projections.Whole, "5", TimeSpan.FromMinutes(5), default)) _events.Add(seen);
    });
}
