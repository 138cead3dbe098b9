using System.Text.Json;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.ShadowDeployments;

namespace Penumbra.Operator.Tests;

/// <summary>What pods run is known by digest, whatever their tags say.</summary>
public sealed class PodFactsTests
{
    private static PodFacts Pod(string image, string digest, bool ready = true, string sidecar = "proxy:1") => PodFacts.Of(JsonSerializer.Deserialize(
        $$"""
        {"metadata":{"namespace":"shop","name":"p"},
         "spec":{"containers":[{"name":"proxy","image":"{{sidecar}}"},{"name":"app","image":"{{image}}"}]},
         "status":{"podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"{{(ready ? "True" : "False")}}"}],
                   "containerStatuses":[{"name":"app","imageID":"{{digest}}"},{"name":"proxy","imageID":"{{sidecar}}@sha256:9"}]} }
        """, ViewJson.Default.CustomView)!);

    [Fact]
    public void A_tag_that_moved_shows_in_what_is_run()
    {
        PodFacts.RunBy([Pod("orders:2", "orders@sha256:a")], ["orders:2"]).Should().Equal("orders@sha256:a");
        PodFacts.RunBy([Pod("orders:2", "orders@sha256:b"), Pod("orders:2", "orders@sha256:a")], ["orders:2"]).Should().Equal(["orders@sha256:a", "orders@sha256:b"], "a mixture of two is none of them");
    }

    [Fact]
    public void Sidecars_that_nobody_named_pods_that_start_and_pods_of_an_earlier_template_say_nothing()
    {
        PodFacts.RunBy([Pod("orders:2", "orders@sha256:a", sidecar: "proxy:2")], ["orders:2"]).Should().Equal("orders@sha256:a");
        PodFacts.RunBy([Pod("orders:2", "orders@sha256:a", ready: false), Pod("orders:1", "orders@sha256:1")], ["orders:2"]).Should().BeEmpty();
    }

    [Fact]
    public void A_pod_that_is_not_ready_for_a_moment_is_still_part_of_what_users_are_served_by_and_one_that_never_was_is_not()
    {
        var stable = Pod("orders:2", "orders@sha256:a");
        PodFacts.ServedBy([stable, Fallen("orders@sha256:b", since: "2026-11-21T12:30:00Z")]).Should().Contain("orders@sha256:b");
        PodFacts.ServedBy([stable, Fallen("orders@sha256:b", since: "2026-11-21T12:00:00Z")]).Should().NotContain("orders@sha256:b", "it says so since it began");
        PodFacts.ServedBy([stable, Fallen("orders@sha256:b", since: "2026-11-21T12:30:00Z", deleting: true)]).Should().NotContain("orders@sha256:b");
        PodFacts.ServedBy([stable, Fallen("orders@sha256:b", since: "2026-11-21T12:30:00Z", phase: "Failed")]).Should().NotContain("orders@sha256:b", "it was evicted, and lies about");
        PodFacts.ServedBy([Fallen("orders@sha256:b", since: "2026-11-21T12:30:00Z")]).Should().BeEmpty("nobody is served");
    }

    private static PodFacts Fallen(string digest, string since, bool deleting = false, string phase = "Running") => PodFacts.Of(JsonSerializer.Deserialize(
        $$"""
        {"metadata":{"namespace":"shop","name":"p"{{(deleting ? ",\"deletionTimestamp\":\"2026-11-21T12:40:00Z\"" : "")}}},
         "spec":{"containers":[{"name":"app","image":"orders:2"}]},
         "status":{"phase":"{{phase}}","startTime":"2026-11-21T12:00:00Z","conditions":[{"type":"Ready","status":"False","lastTransitionTime":"{{since}}"}],"containerStatuses":[{"name":"app","imageID":"{{digest}}"}]} }
        """, ViewJson.Default.CustomView)!);

    [Fact]
    public void Of_a_Service_what_all_of_its_pods_name_was_compared()
    {
        PodFacts.NamedByAll([Pod("orders:2", "a"), Pod("orders:2", "b")]).Should().Equal("proxy:1", "orders:2");
        PodFacts.NamedByAll([Pod("orders:2", "a"), Pod("orders:1", "b"), Pod("orders:0", "c", ready: false)]).Should().Equal("proxy:1");
        PodFacts.NamedByAll([Pod("orders:2", "a", ready: false)]).Should().BeEmpty();
    }
}
