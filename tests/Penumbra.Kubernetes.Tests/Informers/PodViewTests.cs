using System.Text.Json;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Kubernetes.Tests.Informers;

public sealed class PodViewTests
{
    [Fact]
    public void Of_a_pod_its_address_readiness_restarts_and_ports_are_kept()
    {
        var pod = Read("""
            {
              "metadata": {"name": "a", "namespace": "shop", "uid": "1", "resourceVersion": "7", "labels": {"app": "a"}},
              "spec": {"nodeName": "n", "containers": [{"name": "app", "env": [{"name": "ports", "value": "x"}], "ports": [{"containerPort": 8080, "name": "http", "protocol": "TCP"}, {"containerPort": 9100}]}, {"name": "proxy", "ports": null}, {"ports": [{"name": "metrics", "containerPort": 15090}]}]},
              "status": {"phase": "Running", "podIP": "10.0.0.7", "podIPs": [{"ip": "10.0.0.7"}], "conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True", "reason": null}],
                "initContainerStatuses": [{"restartCount": 9}], "containerStatuses": [{"restartCount": 2, "state": {"running": {}}, "lastState": {"terminated": {"exitCode": 1, "finishedAt": "2026-11-21T09:00:07Z"}}},
                  {"name": "proxy", "restartCount": 1, "lastState": {"terminated": {"finishedAt": "2026-11-21T09:00:05Z"}}}, {"name": "quiet", "restartCount": 0, "lastState": {}}]}
            }
            """);

        pod.Status.Should().Be(new PodStatusView { PodIP = "10.0.0.7", IsReady = true, Restarts = 3, CrashedAt = new DateTimeOffset(2026, 11, 21, 9, 0, 7, TimeSpan.Zero) });
        pod.Spec.Ports.Should().Equal(new ContainerPort("http", 8080), new ContainerPort("", 9100), new ContainerPort("metrics", 15090));
        pod.Metadata.Labels["app"].Should().Be("a");
    }

    [Theory]
    [InlineData("""[{"restartCount": 0, "state": {"running": {"startedAt": "2026-11-21T09:00:20Z"}}}, {"restartCount": 0, "state": {"running": {"startedAt": "2026-11-21T09:00:10Z"}}}]""", 20)]
    [InlineData("""[{"restartCount": 3, "state": {"running": {"startedAt": "2026-11-21T09:00:50Z"}}}, {"restartCount": 0, "state": {"running": {"startedAt": "2026-11-21T09:00:10Z"}}}]""", 10)]
    [InlineData("""[{"restartCount": 3, "state": {"running": {"startedAt": "2026-11-21T09:00:50Z"}}}]""", 5)]
    [InlineData("""[{"restartCount": 0, "state": {"waiting": {"reason": "ContainerCreating"}}}]""", 5)]
    [InlineData("null", 5)]
    public void A_pod_starts_with_the_last_of_its_containers_that_never_restarted(string containers, int second) =>
        Read($$"""{"metadata": {"name": "a"}, "status": {"startTime": "2026-11-21T09:00:05Z", "containerStatuses": {{containers}} } }""").Status.StartedAt.Should().Be(new DateTimeOffset(2026, 11, 21, 9, 0, second, TimeSpan.Zero));

    [Theory]
    [InlineData("""{"metadata": {"name": "a"}, "status": {"startTime": "yesterday", "containerStatuses": [{"state": {"running": {"startedAt": 7}}}]}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "status": {"conditions": [{"type": "Ready", "status": "False"}, {"type": "ContainersReady", "status": "True"}]}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": {"containers": []}, "status": {"conditions": null, "containerStatuses": null, "podIP": null}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": null, "status": null}""")]
    [InlineData("""{"metadata": {"name": "a"}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "status": {"containerStatuses": [{"lastState": null}, {"lastState": {"terminated": null}}, {"lastState": {"terminated": {"finishedAt": "yesterday"}}}, {"lastState": {"terminated": {"finishedAt": null}}}]}}""")]
    public void A_pod_that_says_nothing_yet_is_not_ready(string json)
    {
        var pod = Read(json);

        pod.Status.Should().Be(new PodStatusView());
        pod.Spec.Ports.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"spec": {"containers": [{"ports": [{"containerPort": "http"}]}]}}""")]
    [InlineData("""{"spec": {"containers": ["app"]}}""")]
    [InlineData("""{"spec": {"containers": {}}}""")]
    [InlineData("""{"status": []}""")]
    [InlineData("""{"status": {"podIP": 7}}""")]
    [InlineData("""{"status": {"containerStatuses": [{"restartCount": "2"}]}}""")]
    public void What_is_no_pod_is_a_malformed_answer(string json)
    {
        var read = () => Read(json);

        read.Should().Throw<JsonException>();
    }

    [Fact]
    public void Of_an_endpoint_the_pod_and_whether_it_takes_traffic_are_kept()
    {
        var slice = JsonSerializer.Deserialize(
            """
            {"metadata": {"name": "s", "labels": {"kubernetes.io/service-name": "shop"}}, "endpoints": [
              {"addresses": ["10.0.0.1"], "conditions": {"serving": true, "ready": true}, "targetRef": {"kind": "Pod", "name": "a"}},
              {"conditions": {"ready": false}, "targetRef": {"name": "b"}}, {"targetRef": {"name": "c"}, "conditions": {}}, {"addresses": ["10.0.0.4"], "conditions": {"ready": null}, "targetRef": null}]}
            """, ViewJson.Default.EndpointSliceView)!;

        slice.Endpoints.Should().Equal(new EndpointView("a", true), new EndpointView("b", false), new EndpointView("c", true), new EndpointView("", true));
        slice.Service.Should().Be("shop");
    }

    [Fact]
    public void Strings_that_repeat_are_kept_once()
    {
        var one = Read("""{"metadata": {"name": "a"}, "spec": {"containers": [{"ports": [{"name": "http", "containerPort": 1}]}]}}""");
        var two = Read("""{"metadata": {"name": "b"}, "spec": {"containers": [{"ports": [{"name": "http", "containerPort": 2}]}]}}""");

        one.Spec.Ports[0].Name.Should().BeSameAs(two.Spec.Ports[0].Name);
    }

    private static PodView Read(string json) => JsonSerializer.Deserialize(json, ViewJson.Default.PodView)!;
}
