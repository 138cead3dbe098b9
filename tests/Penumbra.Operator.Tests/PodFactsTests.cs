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
    public void Of_a_Service_what_all_of_its_pods_name_was_compared()
    {
        PodFacts.NamedByAll([Pod("orders:2", "a"), Pod("orders:2", "b")]).Should().Equal("proxy:1", "orders:2");
        PodFacts.NamedByAll([Pod("orders:2", "a"), Pod("orders:1", "b"), Pod("orders:0", "c", ready: false)]).Should().Equal("proxy:1");
        PodFacts.NamedByAll([Pod("orders:2", "a", ready: false)]).Should().BeEmpty();
    }
}
