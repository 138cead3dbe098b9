using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Tests.ApiServer;

public sealed class ClusterStoreTests
{
    private readonly ClusterStore _store = new(TimeProvider.System, new UidGenerator(1));

    [Fact]
    public void A_created_object_has_a_uid_a_version_and_its_defaults()
    {
        var result = _store.Create(BuiltInTypes.Deployment, Deployment("web"));

        result.Code.Should().Be(201, result.Body.ToJsonString());
        result.Body["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
        result.Body["spec"]!["strategy"]!["rollingUpdate"]!["maxSurge"]!.GetValue<string>().Should().Be("25%");
        result.Body["metadata"]!["uid"]!.GetValue<string>().Should().NotBeEmpty();
        result.Body["metadata"]!["generation"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_uids()
    {
        var other = new ClusterStore(TimeProvider.System, new UidGenerator(1));

        var one = _store.Create(BuiltInTypes.Deployment, Deployment("web")).Body["metadata"]!["uid"]!.GetValue<string>();
        var two = other.Create(BuiltInTypes.Deployment, Deployment("web")).Body["metadata"]!["uid"]!.GetValue<string>();

        two.Should().Be(one);
    }

    [Fact]
    public void A_write_inside_an_observer_is_seen_after_the_change_that_caused_it_by_everyone()
    {
        var seen = new List<string>();
        using var writer = _store.Subscribe(change =>
        {
            if (change.Object["metadata"]!["name"]!.GetValue<string>() == "first") _store.Create(BuiltInTypes.ConfigMap, Named("second"));
        });
        using var reader = _store.Subscribe(change => seen.Add(change.Object["metadata"]!["name"]!.GetValue<string>()));

        _store.Create(BuiltInTypes.ConfigMap, Named("first"));

        seen.Should().Equal("first", "second");
    }

    [Fact]
    public void A_status_update_leaves_the_spec_and_the_generation()
    {
        var created = _store.Create(BuiltInTypes.Deployment, Deployment("web")).Body;
        var edited = (JsonObject)created.DeepClone();
        edited["spec"]!["replicas"] = 9;
        edited["status"] = new JsonObject { ["replicas"] = 3 };

        var result = _store.UpdateStatus(BuiltInTypes.Deployment, edited);

        result.Body["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
        result.Body["status"]!["replicas"]!.GetValue<int>().Should().Be(3);
        result.Body["metadata"]!["generation"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public void A_bound_pod_is_deleted_gracefully_and_goes_when_the_kubelet_deletes_it_again()
    {
        var pod = Named("p");
        pod["spec"] = new JsonObject { ["nodeName"] = "n", ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "i:1" }) };
        _store.Create(BuiltInTypes.Pod, pod).Code.Should().Be(201);

        _store.Delete(BuiltInTypes.Pod, "default", "p");
        _store.Get(BuiltInTypes.Pod, "default", "p")!["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>().Should().Be(30);
        _store.Delete(BuiltInTypes.Pod, "default", "p");

        _store.Get(BuiltInTypes.Pod, "default", "p").Should().BeNull();
    }

    [Fact]
    public void An_event_of_either_group_is_read_in_the_other()
    {
        var written = Named("e");
        written["note"] = "hello";
        written["regarding"] = new JsonObject { ["name"] = "web" };
        _store.Create(BuiltInTypes.Event, written).Code.Should().Be(201);

        var read = _store.Get(BuiltInTypes.CoreEvent, "default", "e")!;

        read["message"]!.GetValue<string>().Should().Be("hello");
        read["involvedObject"]!["name"]!.GetValue<string>().Should().Be("web");
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" } };

    private static JsonObject Deployment(string name)
    {
        var obj = Named(name);
        obj["spec"] = JsonNode.Parse("""
            {"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"web:1"}]}}}
            """);
        return obj;
    }
}
