using System.Text.Json;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.DarkLaunches;

namespace Penumbra.Operator.Tests;

/// <summary>A launch that waits for a verdict gets it from the shadow that names it, on the very images that it would launch.</summary>
public sealed class ShadowRequirementTests
{
    private const string Names = """{"live":{"service":"orders","port":8080,"gatewayAPI":{"routes":[{"name":"orders"}]}},"shadow":{"deployment":{"name":"orders-next"}},"onSameOrBetter":"StartLaunch","startLaunch":{"darkLaunch":"orders"}}""";
    private static readonly string Subject = $"live:0123abcd shadow:{Digest.Of("orders:2")} settings:0123456789abcdef";

    private static string Decided(string verdict, string? subject = null) => $$"""{"phase":"Decided","verdict":"{{verdict}}","why":"AllHold","message":"as it is","decidedAt":"2026-11-21T03:00:00Z","subject":"{{subject ?? Subject}}"}""";

    private static (bool? IsMet, string Message) Of(string? spec, string? status, string image = "orders:2", bool lookedAfter = true)
    {
        var shadows = new List<CustomView>();
        if (spec is not null) shadows.Add(JsonSerializer.Deserialize($$"""{"metadata":{"namespace":"shop","name":"orders-next"},"spec":{{spec}},"status":{{status ?? "null"}} }""", ViewJson.Default.CustomView)!);
        var known = new Known(shadows);
        var requirement = new ShadowRequirement(() => lookedAfter ? known : null);
        var launch = JsonSerializer.Deserialize("""{"metadata":{"namespace":"shop","name":"orders","uid":"u"}}""", ViewJson.Default.CustomView)!;
        var template = new DeploymentView { Spec = new DeploymentSpecView { Template = PodTemplateDigest.Empty with { Images = image.Length == 0 ? [] : [image] } } };
        var launchSpec = new DarkLaunchSpec { Template = "orders", Traffic = new TrafficSpec { Service = "orders" }, Steps = [], RequiredShadow = "orders-next" };
        var facts = requirement.Of(launch, launchSpec, template);
        return (facts?.IsMet, facts?.Message ?? "");
    }

    [Fact]
    public void A_good_verdict_on_the_templates_images_lets_it_begin() => Of(Names, Decided("SameOrBetter")).IsMet.Should().BeTrue();

    [Fact]
    public void Everything_that_is_lacking_is_said()
    {
        Of(Names, Decided("SameOrBetter"), image: "orders:3").Should().Be((false, "its verdict SameOrBetter is on other images than those of Deployment orders"));
        Of(Names, Decided("Worse")).Should().Be((false, "Worse: as it is"));
        Of(Names, """{"phase":"Comparing","verdict":"Inconclusive","why":"TooFewComparisons","message":"17 of 10000 comparisons"}""").Should().Be((false, "Inconclusive: 17 of 10000 comparisons"));
        Of(Names, null).Should().Be((false, "it has compared nothing yet"));
        Of(null, null).Should().Be((false, "there is none of that name"));
        Of(Names.Replace(""","onSameOrBetter":"StartLaunch","startLaunch":{"darkLaunch":"orders"}""", "", StringComparison.Ordinal), Decided("SameOrBetter")).Message.Should().Contain("startLaunch: {darkLaunch: orders}");
        Of(Names, Decided("SameOrBetter"), lookedAfter: false).Message.Should().Contain("shadows.enabled");
    }

    [Fact]
    public void A_verdict_on_a_Service_that_runs_already_counts_for_the_images_of_its_pods_alone()
    {
        var service = Names.Replace("""{"deployment":{"name":"orders-next"}}""", """{"service":"legacy"}""", StringComparison.Ordinal);
        string On(string images) => Decided("SameOrBetter")[..^1] + $$""","images":{{images}} }""";
        Of(service, On("""{"named":["istio/proxy:1","orders:2"]}""")).IsMet.Should().BeTrue("an injected sidecar is not the template's");
        Of(service, On("""{"named":["orders:2"]}"""), image: "orders:3").Should().Be((false, "its verdict SameOrBetter is on orders:2 of Service legacy, and Deployment orders has orders:3"));
        Of(service, Decided("SameOrBetter")).Should().Be((false, "which images Service legacy ran when it was compared nobody here can say, as where it has no selector; compare a deployment (spec.shadow.deployment), or take requires away"));
        Of(service, On("""{"named":["orders:2"]}"""), image: "").IsMet.Should().BeFalse("a template without images was not compared");
    }

    private sealed class Known(IReadOnlyList<CustomView> shadows) : IReadOnlyInformer<CustomView>
    {
        public ListQuery Query { get; } = new(ResourceKinds.ShadowDeployment);

        public Task HasSynced => Task.CompletedTask;

        public DateTimeOffset? LastSeen => null;

        public DateTimeOffset? CurrentSince => null;

        public string? LatestVersion => null;

        public long? ListedAt => null;

        public CustomView? Get(ObjectKey key) => shadows.FirstOrDefault(shadow => shadow.Namespace == key.Namespace && shadow.Name == key.Name);

        public IReadOnlyList<CustomView> List(string? ns = null) => shadows;

        public IReadOnlyList<CustomView> ByIndex(string index, string value) => [];

        public IDisposable Subscribe(Action<InformerChange<CustomView>> callback) => throw new NotSupportedException();

        public ObjectVersion? VersionOf(ObjectKey key) => null;

        public void RequestList()
        {
        }
    }
}
