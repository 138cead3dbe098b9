using System.Text.Json.Nodes;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.DarkLaunches;

namespace Penumbra.Operator.Tests;

public sealed class LaunchServiceWritesTests
{
    private static readonly CustomView Launch = new() { Metadata = new ObjectMeta { Name = "checkout", Namespace = "shop", Uid = "uid-1" } };

    [Fact]
    public void An_adopted_Service_gains_one_key_and_the_annotations_that_say_whose_it_is()
    {
        var write = Writes(adopted: true).SelectApex(new LaunchEffect.SelectApex("aaa"), null)!;
        write.Foreign.Should().BeTrue();
        write.Write.Body!.ToJsonString().Should().Be(
            """{"metadata":{"resourceVersion":"7","annotations":{"penumbra.dev/stable":"aaa","penumbra.dev/owner-uid":"uid-1"}},"spec":{"selector":{"penumbra.dev/revision":"aaa"}}}""");
    }

    [Fact]
    public void A_key_that_is_put_back_notes_the_attempt_in_the_same_write()
    {
        var write = Writes(adopted: true).SelectApex(new LaunchEffect.SelectApex("aaa", "bbb/2"), null)!;
        write.Write.Body!["metadata"]!["annotations"]!["penumbra.dev/restored"]!.GetValue<string>().Should().Be("bbb/2");
    }

    [Theory]
    [InlineData("""{"metadata": {"resourceVersion": "8"}}""", true)]
    [InlineData("""{"metadata": {"resourceVersion": "8", "annotations": {"penumbra.dev/owner-uid": "uid-1"}}}""", true)]
    [InlineData("""{"metadata": {"resourceVersion": "8", "annotations": {"penumbra.dev/owner-uid": "uid-2"}}}""", false)]
    [InlineData("""{"metadata": {"resourceVersion": "8", "labels": {"penumbra.dev/launch": "other"}}}""", false)]
    [InlineData("""{"metadata": {"resourceVersion": "8", "managedFields": [{"manager": "argocd", "operation": "Apply", "fieldsV1": {"f:spec": {"f:selector": {}}}}]}}""", false)]
    public void A_Service_that_changed_since_it_was_looked_at_is_taken_only_if_it_is_still_free(string live, bool taken)
    {
        var write = Writes(adopted: true).SelectApex(new LaunchEffect.SelectApex("aaa"), null)!;
        var now = (JsonObject)JsonNode.Parse(live)!;
        write.StillRests!(now).Should().Be(taken, "what comes after it rests on it");
        if (taken) write.Replan!(now)!.Body!["metadata"]!["resourceVersion"]!.GetValue<string>().Should().Be("8");
    }

    [Fact]
    public void The_candidates_Service_has_the_ports_of_the_adopted_one()
    {
        var apex = (JsonObject)JsonNode.Parse("""{"spec": {"ports": [{"name": "web", "port": 80, "targetPort": "http", "protocol": "TCP", "appProtocol": "kubernetes.io/h2c", "nodePort": 30080}]}}""")!;
        var write = Writes(adopted: true).SelectCandidate("bbb", null, apex)!;
        write.Write.Body!["spec"]!["ports"]!.ToJsonString().Should().Be("""[{"name":"web","port":80,"targetPort":"http","protocol":"TCP","appProtocol":"kubernetes.io/h2c"}]""");
    }

    [Fact]
    public void An_adopted_Service_is_given_back_without_a_trace_and_keeps_its_labels()
    {
        Body(Writes(adopted: true).Release(null)).Should().Be(
            """{"metadata":{"annotations":{"penumbra.dev/owner-uid":null,"penumbra.dev/stable":null,"penumbra.dev/restored":null,"penumbra.dev/traffic":null}},"spec":{"selector":{"penumbra.dev/revision":null}}}""");
    }

    [Fact]
    public void Our_own_Service_is_given_to_the_templates_pods()
    {
        var template = (JsonObject)JsonNode.Parse("""{"spec": {"selector": {"matchLabels": {"app": "checkout"}}}}""")!;
        var body = Writes(adopted: false).Release(template)!.Write.Body!;
        body["spec"]!["selector"]!.ToJsonString().Should().Be("""{"penumbra.dev/revision":null,"penumbra.dev/launch":null,"app":"checkout"}""");
        body["metadata"]!["labels"]!.AsObject().ContainsKey("penumbra.dev/launch").Should().BeTrue();
    }

    private static string? Body(PlannedWrite? planned) => planned?.Write.Body?.ToJsonString();

    private static LaunchServiceWrites Writes(bool adopted)
    {
        var spec = new DarkLaunchSpec { Template = "checkout", Traffic = new TrafficSpec { Service = "checkout", AdoptService = adopted }, Steps = [] };
        var seen = new LaunchObserved
        {
            Now = DateTimeOffset.UnixEpoch,
            Launch = new LaunchFacts { Namespace = "shop", Name = "checkout", Uid = "uid-1" },
            Apex = new ServiceFacts { Name = "checkout", Version = "7", Ours = !adopted, Adopted = adopted },
        };
        return new LaunchServiceWrites(Launch, spec, seen, "Test");
    }
}
