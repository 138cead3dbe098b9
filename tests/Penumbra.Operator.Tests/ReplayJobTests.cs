using System.Text.Json;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.ShadowDeployments;

namespace Penumbra.Operator.Tests;

/// <summary>What a replay's pod waits for is read from the pod, as far as the cluster says it there.</summary>
public sealed class ReplayJobTests
{
    private static readonly CustomView Job = Read("""{"metadata":{"name":"orders-next-replay","creationTimestamp":"2026-11-22T01:00:00Z"},"status":{"active":1,"ready":0}}""");

    [Theory]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"persistentvolumeclaim \"recordings\" not found"}]}""", "persistentvolumeclaim \"recordings\" not found")]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False"}]}""", "no node takes it")]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"}],"containerStatuses":[{"state":{"waiting":{"reason":"ImagePullBackOff","message":"of a registry"}}}]}""", "pod replay-x: ImagePullBackOff")]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"ContainerCreating"}}}]}""", "its volumes are not there, or its node is slow; the events of pod replay-x say which")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"state":{"running":{}}}]}""", null)]
    [InlineData("""{"phase":"Failed"}""", null)]
    public void A_pod_that_has_not_begun_says_what_it_waits_for(string status, string? waits) =>
        ReplayJob.Waits(Job, [Read($$"""{"metadata":{"name":"replay-x","creationTimestamp":"2026-11-22T02:00:00Z"},"status":{{status}}}""")], hasBegun: true)
            .Should().Be(waits is null ? null : new ReplayWait(waits, new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void A_Job_that_may_not_make_a_pod_is_named() =>
        ReplayJob.Waits(Job, [], hasBegun: false).Should().Be(new ReplayWait("Job orders-next-replay has made none; its events say why", new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Between_two_pods_a_Job_waits_for_nothing() => ReplayJob.Waits(Job, [], hasBegun: true).Should().BeNull();

    [Theory]
    [InlineData("""{"active":1,"ready":1}""", true)]
    [InlineData("""{"active":1,"ready":0}""", false)]
    [InlineData("""{"active":1}""", false)]
    public void A_Job_runs_when_a_pod_of_it_is_ready(string status, bool runs) => ReplayJob.Runs(Read($$"""{"metadata":{"name":"j"},"status":{{status}}}""")).Should().Be(runs);

    private static CustomView Read(string text) => JsonSerializer.Deserialize(text, ViewJson.Default.CustomView)!;
}
