using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Informers;

public sealed class InformerTests : IDisposable
{
    private readonly FakeApiServer _server = new();
    private readonly List<string> _seen = [];
    private readonly CancellationTokenSource _stop = new();
    private Informer<Thing> _informer;
    private Task _running = Task.CompletedTask;

    public InformerTests() => _informer = Make();

    private static InformerOptions OnePerPage => new() { PageSize = 1 };

    public void Dispose()
    {
        SingleThread.Enter();
        _stop.Cancel();
        _running.IsCompleted.Should().BeTrue("cancelling ends the informer at once");
        _stop.Dispose();
    }

    [Fact]
    public void Lists_then_follows_changes()
    {
        Put("a");
        Start();
        Put("b");
        Put("a");
        Remove("b");

        _informer.HasSynced.IsCompletedSuccessfully.Should().BeTrue();
        _seen.Should().Equal("Added a", "Added b", "Updated a", "Deleted b");
        _informer.Get(new("park", "a"))!.Uid.Should().Be("uid-0001");
        _informer.List("park").Should().ContainSingle();
        _informer.List("zoo").Should().BeEmpty();
    }

    [Fact]
    public void A_late_subscriber_hears_what_is_there()
    {
        Put("a");
        Start();
        var late = new List<string>();

        using (_informer.Subscribe(change => late.Add($"{change.Type} {change.Key.Name}"))) Put("b");
        Put("c");

        late.Should().Equal("Added a", "Added b");
    }

    [Fact]
    public void A_subscriber_that_throws_harms_nobody()
    {
        _informer = Make(listen: false);
        _informer.Subscribe(_ => throw new InvalidOperationException("bug"));
        Listen();
        Start();

        Put("a");

        _seen.Should().Equal("Added a");
    }

    [Fact]
    public void Pages_of_one_object_delete_nothing()
    {
        _informer = Make(OnePerPage);
        foreach (var name in (string[])["a", "b", "c"]) Put(name);
        Start();
        _informer.RequestList();
        _server.Time.Advance(TimeSpan.FromSeconds(5));

        _seen.Should().Equal("Added a", "Added b", "Added c");
    }

    [Fact]
    public void A_list_that_expires_on_the_way_starts_again()
    {
        _informer = Make(OnePerPage);
        foreach (var name in (string[])["a", "b", "c"]) Put(name);
        var expirations = 2;
        _server.Fault = request =>
        {
            if (request.Query.ContainsKey("continue") && expirations-- > 0) _server.ExpireContinueTokens();
            return null;
        };

        Start();

        _seen.Should().Equal("Added a", "Added b", "Added c");
        _informer.List().Should().HaveCount(3);
    }

    [Fact]
    public void A_list_that_always_expires_is_read_in_one_page()
    {
        _informer = Make(OnePerPage);
        foreach (var name in (string[])["a", "b", "c"]) Put(name);
        _server.Fault = request => request.Query.ContainsKey("continue") ? FakeApiServer.Status(410, "Expired", "too old") : null;

        Start();

        _informer.List().Should().HaveCount(3);
        _server.Requests.Last(request => !request.IsWatch).Query.Should().NotContainKey("limit");
    }

    [Fact]
    public void A_deleted_object_is_found_by_comparing()
    {
        Put("a");
        Put("b");
        Start();
        _server.Delivers = false;
        Remove("a");
        _server.Delivers = true;

        _server.Watches.Single().SendExpired();
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        _seen.Should().Equal("Added a", "Added b", "Deleted a");
    }

    [Fact]
    public void An_object_deleted_and_made_again_while_nobody_watched_is_another_object()
    {
        Put("a");
        Start();
        _server.Delivers = false;
        Remove("a");
        Put("a");
        _server.Delivers = true;

        _informer.RequestList();
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        _seen.Should().Equal("Added a", "Deleted a", "Added a");
        _informer.Get(new("park", "a"))!.Uid.Should().Be("uid-0002");
    }

    [Fact]
    public void An_older_state_never_replaces_a_newer_one()
    {
        var old = Put("a");
        Put("a");
        Start();

        _server.Watches.Single().Send("MODIFIED", old);

        _seen.Should().Equal("Added a");
    }

    [Fact]
    public void The_late_deletion_of_a_predecessor_removes_nothing()
    {
        var first = Put("a");
        Remove("a");
        Put("a");
        Start();

        _server.Watches.Single().Send("DELETED", first);

        _informer.Get(new("park", "a"))!.Uid.Should().Be("uid-0002");
    }

    [Fact]
    public void A_list_from_the_past_is_refused_for_a_while()
    {
        Put("a");
        Start();
        var present = _server.Version;
        Put("b");
        var stale = """{"kind":"List","metadata":{"resourceVersion":"50"},"items":[]}""";
        var lies = 2;
        _server.Fault = request => !request.IsWatch && lies-- > 0 ? FakeApiServer.Answer(200, stale) : null;

        _informer.RequestList();
        _server.Time.Advance(TimeSpan.FromMinutes(1));

        present.Should().BeGreaterThan(50);
        _seen.Should().Equal("Added a", "Added b");
    }

    [Fact]
    public void A_restored_backup_is_believed_in_the_end()
    {
        Put("a");
        Start();
        _server.Delivers = false;
        Remove("a");
        _server.RestoreAt(10);

        _informer.RequestList();
        _server.Time.Advance(TimeSpan.FromMinutes(3));

        _seen.Should().Equal("Added a", "Deleted a");
        _informer.LatestVersion.Should().Be("10");
    }

    [Fact]
    public void Objects_are_found_by_index()
    {
        _informer = Make(indexes: [new("owner", thing => thing.Metadata.Labels.TryGetValue("owner", out var owner) ? [owner] : [])]);
        Put("a", "x");
        Put("b", "x");
        Put("c", "y");
        Start();
        Put("b", "y");
        Remove("a");

        _informer.ByIndex("owner", "x").Should().BeEmpty();
        _informer.ByIndex("owner", "y").Select(thing => thing.Name).Should().Equal("b", "c");
    }

    [Fact]
    public void The_age_of_the_cache_is_measured()
    {
        Start();
        _server.Time.Advance(TimeSpan.FromSeconds(40));

        _server.Meters.Observe();

        _server.Meters.Measured.Should().Contain(("penumbra_informer_age_seconds kind=services", 40));
        _informer.LastSeen.Should().Be(_server.Time.GetUtcNow() - TimeSpan.FromSeconds(40));
    }

    private Informer<Thing> Make(InformerOptions? options = null, IReadOnlyList<InformerIndex<Thing>>? indexes = null, bool listen = true)
    {
        _informer = new Informer<Thing>(
            _server.Client, new ListQuery(ResourceKinds.Service), ThingJson.Default.Thing, _server.Time, new Random(1), _server.Metrics,
            NullLogger.Instance, options, indexes);
        _seen.Clear();
        if (listen) Listen();
        return _informer;
    }

    private void Listen() => _informer.Subscribe(change => _seen.Add($"{change.Type} {change.Key.Name}"));

    private void Start() => _running = SingleThread.Start(() => _informer.RunAsync(_stop.Token));

    private JsonObject Put(string name, string? owner = null) => _server.Put(ResourceKinds.Service, "park", name, item =>
    {
        if (owner is not null) item["metadata"]!["labels"] = new JsonObject { ["owner"] = owner };
    });

    private void Remove(string name) => _server.Remove(ResourceKinds.Service, "park", name);
}
