using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.DarkLaunches;

namespace Penumbra.Operator.Tests;

public sealed class RevisionManifestTests
{
    private static readonly CustomView Launch = new() { Metadata = new ObjectMeta { Name = "checkout", Namespace = "shop", Uid = "uid-1" } };

    private static readonly JsonObject Template = (JsonObject)JsonNode.Parse("""
        {
          "apiVersion": "apps/v1", "kind": "Deployment",
          "metadata": {"name": "checkout", "namespace": "shop", "labels": {"app.kubernetes.io/instance": "argo"}, "ownerReferences": [{"name": "x"}]},
          "spec": {
            "replicas": 0, "paused": true,
            "selector": {"matchLabels": {"app": "checkout"}},
            "template": {
              "metadata": {"labels": {"app": "checkout"}},
              "spec": {
                "containers": [{"name": "c", "image": "shop/checkout:1", "ports": [{"name": "http", "containerPort": 8080}]}],
                "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "labelSelector": {"matchLabels": {"app": "checkout"}}}],
                "affinity": {"podAntiAffinity": {
                  "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "host", "labelSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["checkout"]}]}}],
                  "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "podAffinityTerm": {"topologyKey": "host", "labelSelector": {"matchLabels": {"app": "checkout"}}}}]
                }}
              }
            }
          }
        }
        """)!;

    [Fact]
    public void Stable_that_is_made_again_says_at_once_that_it_was_promoted()
    {
        var annotations = Map(RevisionManifest.Make(Template, Launch, "3b02ee90", 4, 2, RevisionOutcome.Promoted)["metadata"]!["annotations"]);
        annotations[Keys.Attempt].Should().Be("2");
        annotations[Keys.Outcome].Should().Be("2/Promoted");
        Map(RevisionManifest.Make(Template, Launch, "3b02ee90", 4)["metadata"]!["annotations"]).Should().NotContainKey(Keys.Outcome);
    }

    [Fact]
    public void A_revision_selects_only_its_own_pods_and_is_owned_by_nobody()
    {
        var made = RevisionManifest.Make(Template, Launch, "3b02ee90", 4);

        made["metadata"]!["name"]!.GetValue<string>().Should().Be("checkout-3b02ee90");
        made["metadata"]!["ownerReferences"].Should().BeNull("a foreground delete of an owner would take the pods along");
        made["metadata"]!["labels"]!.AsObject().Select(label => label.Key).Should().NotContain("app.kubernetes.io/instance", "Argo CD would prune it");
        made["spec"]!["replicas"]!.GetValue<int>().Should().Be(4);
        made["spec"]!["paused"].Should().BeNull();
        var expected = new Dictionary<string, string> { ["app"] = "checkout", [Keys.Launch] = "checkout", [Keys.Revision] = "3b02ee90" };
        Map(made["spec"]!["selector"]!["matchLabels"]).Should().BeEquivalentTo(expected);
        Map(made["spec"]!["template"]!["metadata"]!["labels"]).Should().BeEquivalentTo(expected);
    }

    [Fact]
    public void Pods_of_different_revisions_do_not_push_each_other_off_the_nodes()
    {
        var pod = RevisionManifest.Make(Template, Launch, "3b02ee90", 4)["spec"]!["template"]!["spec"]!;
        Map(pod["topologySpreadConstraints"]![0]!["labelSelector"]!["matchLabels"])[Keys.Revision].Should().Be("3b02ee90");
        var anti = pod["affinity"]!["podAntiAffinity"]!;
        Map(anti["requiredDuringSchedulingIgnoredDuringExecution"]![0]!["labelSelector"]!["matchLabels"])[Keys.Revision].Should().Be("3b02ee90");
        Map(anti["preferredDuringSchedulingIgnoredDuringExecution"]![0]!["podAffinityTerm"]!["labelSelector"]!["matchLabels"])[Keys.Revision].Should().Be("3b02ee90");
    }

    [Fact]
    public void A_revision_has_the_fingerprint_of_the_template_that_it_was_made_from()
    {
        var made = RevisionManifest.Make(Template, Launch, "3b02ee90", 4);
        RevisionManifest.Digest(made).Fingerprint.Should().Be(RevisionManifest.Digest(Template).Fingerprint);
    }

    [Theory]
    [InlineData("""{"spec": {"a": 1, "b": "x"}}""", """{"spec": {"b": "x", "a": 1}}""", true)]
    [InlineData("""{"spec": {"a": 1, "b": null}}""", """{"spec": {"a": 1}}""", true)]
    [InlineData("""{"spec": {"a": "1"}}""", """{"spec": {"a": 1}}""", false)]
    [InlineData("""{"spec": {"a": ["x", "y"]}}""", """{"spec": {"a": ["y", "x"]}}""", false)]
    [InlineData("""{"spec": {"a": ["xy"]}}""", """{"spec": {"a": ["x", "y"]}}""", false)]
    public void Templates_are_equal_when_they_mean_the_same(string left, string right, bool equal)
    {
        static string Of(string json) => PodTemplateDigestConverter.Digest(JsonDocument.Parse(json).RootElement).Fingerprint;
        (Of(left) == Of(right)).Should().Be(equal);
    }

    private static Dictionary<string, string> Map(JsonNode? node) => node!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
}
