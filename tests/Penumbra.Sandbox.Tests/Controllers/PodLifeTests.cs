using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Tests.Controllers;

public sealed class PodLifeTests : IDisposable
{
    private readonly SteppedCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_pod_is_ready_when_its_start_up_time_has_passed()
    {
        _cluster.Deploy("web", 1, env: """,{"name":"STARTUP","value":"5s"}""");
        _cluster.Pass(4);
        _cluster.Pods[0].IsReadyPod().Should().BeFalse();
        _cluster.Pods[0].Text("status", "phase").Should().Be("Running");
        _cluster.Pass(2);

        _cluster.Pods[0].IsReadyPod().Should().BeTrue();
        _cluster.Pods[0].Text("spec", "nodeName").Should().Be("sandbox");
        _cluster.Pods[0].Text("status", "podIP").Should().NotBeNull();
    }

    [Fact]
    public void A_crashing_container_is_restarted_with_growing_waits()
    {
        _cluster.Deploy("web", 1, env: """,{"name":"CRASH_AFTER","value":"1s"}""");
        _cluster.Pass(2.5);

        var status = _cluster.Pods[0].Items("status", "containerStatuses").Single();
        status.Text("state", "waiting", "reason").Should().Be("CrashLoopBackOff");
        status.Number("restartCount").Should().Be(1);
        status.Number("lastState", "terminated", "exitCode").Should().Be(1);
        _cluster.Pods[0].IsReadyPod().Should().BeFalse();
        _cluster.Pass(10);
        _cluster.Pods[0].Items("status", "containerStatuses").Single().Number("restartCount").Should().Be(2);
    }

    [Fact]
    public void An_image_that_does_not_exist_is_pulled_in_vain()
    {
        _cluster.Deploy("web", 1, version: "does-not-exist");
        Waiting().Should().Be("ErrImagePull");
        _cluster.Pass(5);

        Waiting().Should().Be("ImagePullBackOff");
        _cluster.Pods[0].Text("status", "phase").Should().Be("Pending");
    }

    [Fact]
    public void A_missing_config_map_holds_the_container_until_it_exists()
    {
        _cluster.Deploy("web", 1, env: """,{"name":"LATENCY","valueFrom":{"configMapKeyRef":{"name":"settings","key":"latency"}}}""");
        _cluster.Pass(2);
        Waiting().Should().Be("CreateContainerConfigError");

        _cluster.Create(BuiltInTypes.ConfigMap, """{"metadata":{"name":"settings"},"data":{"latency":"5ms"}}""");
        _cluster.Pass(3);

        _cluster.Pods[0].IsReadyPod().Should().BeTrue();
    }

    [Fact]
    public void A_deleted_pod_drains_as_terminating_in_its_slices_before_it_goes()
    {
        _cluster.Deploy("web", 2);
        _cluster.Service("web", "web");
        _cluster.Pass(1);
        var name = _cluster.Pods[0].Name();

        _cluster.Delete(BuiltInTypes.Pod, name);

        _cluster.Get(BuiltInTypes.Pod, name).IsDeleting().Should().BeTrue();
        var endpoint = _cluster.All(BuiltInTypes.EndpointSlice).Single().Items("endpoints").Single(item => item.Text("targetRef", "name") == name);
        (endpoint.Flag("conditions", "ready"), endpoint.Flag("conditions", "serving"), endpoint.Flag("conditions", "terminating")).Should().Be((false, true, true));
        _cluster.Pass(2);
        _cluster.Find(BuiltInTypes.Pod, name).Should().BeNull();
        _cluster.Pods.Should().HaveCount(2);
        _cluster.All(BuiltInTypes.EndpointSlice).Single().Items("endpoints").Should().HaveCount(2);
    }

    private string? Waiting() => _cluster.Pods[0].Items("status", "containerStatuses").Single().Text("state", "waiting", "reason");
}
