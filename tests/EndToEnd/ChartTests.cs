using System.Text.Json.Nodes;
using Penumbra.EndToEnd.Tools;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.EndToEnd;

public sealed class ChartTests : IDisposable
{
    private static readonly string Chart = Repository.Path("charts", "penumbra");

    private static readonly string[] ClusterRights =
    [
        "apps/deployments: get list watch create patch delete",
        "autoscaling/horizontalpodautoscalers: list watch",
        "core/namespaces: list watch",
        "core/pods: list watch",
        "core/services: get list watch create patch delete",
        "discovery.k8s.io/endpointslices: list watch",
        "events.k8s.io/events: create patch",
        "gateway.networking.k8s.io/httproutes: get list watch create patch",
        "penumbra.dev/darklaunches/scale: patch",
        "penumbra.dev/darklaunches/status: patch",
        "penumbra.dev/darklaunches: get list watch patch",
        "penumbra.dev/metricsources: list watch",
    ];

    private static readonly string[] LeaseRights = ["coordination.k8s.io/leases: create", "coordination.k8s.io/leases[penumbra]: get update"];

    private readonly string _home = Directory.CreateTempSubdirectory("penumbra-helm-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [HelmFact]
    public async Task The_chart_passes_lint()
    {
        var lint = await Helm().RunAsync("lint", Chart, "--strict");
        lint.Should().Contain("0 chart(s) failed");
    }

    [HelmFact]
    public async Task The_committed_render_with_shadows_is_what_the_chart_gives() =>
        (await Template("--set", "shadows.enabled=true")).Should().Be(await File.ReadAllTextAsync(Repository.Path("charts", "rendered", "penumbra-shadows.yaml")), "`make chart` was run");

    [HelmFact]
    public async Task The_committed_render_with_refreshes_is_what_the_chart_gives() =>
        (await Template("--set", "refreshes.enabled=true")).Should().Be(await File.ReadAllTextAsync(Repository.Path("charts", "rendered", "penumbra-refreshes.yaml")), "`make chart` was run");

    [HelmFact]
    public async Task The_committed_render_is_what_the_chart_gives() =>
        (await Template()).Should().Be(await File.ReadAllTextAsync(Repository.Path("charts", "rendered", "penumbra.yaml")), "`make chart` was run");

    [Fact]
    public void The_chart_has_the_definitions_that_the_project_has()
    {
        foreach (var file in Directory.GetFiles(Repository.Path("crds"), "*.yaml"))
            File.ReadAllText(Path.Combine(Chart, "crds", Path.GetFileName(file))).Should().Be(File.ReadAllText(file));
    }

    [HelmFact]
    public async Task A_value_that_cannot_be_meant_is_refused_with_its_name()
    {
        foreach (var (value, named) in new[] { ("replicas=many", "replicas"), ("replica=3", "replica"), ("image.digest=latest", "digest"), ("logLevel=Loud", "logLevel"), ("workers=0", "workers") })
        {
            var result = await Helm().TryAsync("template", "penumbra", Chart, "--set", value);
            result.Code.Should().NotBe(0, "{0} is wrong", value);
            result.Error.Should().Contain(named);
        }
    }

    [HelmFact]
    public async Task Refreshes_ask_for_a_cluster_whose_Jobs_can_carry_them()
    {
        var old = await Helm().TryAsync("template", "penumbra", Chart, "--set", "refreshes.enabled=true", "--kube-version", "1.28.9");
        old.Code.Should().NotBe(0);
        old.Error.Should().ContainAll("refreshes.enabled", "1.29", "1.28.9");
        (await Helm().TryAsync("template", "penumbra", Chart, "--set", "refreshes.enabled=true", "--kube-version", "1.29.0")).Code.Should().Be(0);
        (await Helm().TryAsync("template", "penumbra", Chart, "--kube-version", "1.25.0")).Code.Should().Be(0, "launches need no more");
    }

    [HelmFact]
    public async Task The_pods_fulfil_the_restricted_pod_security_standard()
    {
        var pod = Only(await Rendered(), "Deployment")["spec"]!["template"]!["spec"]!;
        var pods = pod["securityContext"]!;
        pods["runAsNonRoot"]!.GetValue<bool>().Should().BeTrue();
        pods["seccompProfile"]!["type"]!.GetValue<string>().Should().Be("RuntimeDefault");
        foreach (var container in (JsonArray)pod["containers"]!)
        {
            var security = container!["securityContext"]!;
            security["allowPrivilegeEscalation"]!.GetValue<bool>().Should().BeFalse();
            security["readOnlyRootFilesystem"]!.GetValue<bool>().Should().BeTrue();
            security["capabilities"]!["drop"]!.ToJsonString().Should().Be("""["ALL"]""");
            container["resources"]!["requests"]!["memory"].Should().NotBeNull();
        }

        foreach (var forbidden in new[] { "hostNetwork", "hostPID", "hostIPC", "initContainers" }) pod[forbidden].Should().BeNull();
        ((JsonArray)pod["volumes"]!).Should().OnlyContain(volume => volume!["emptyDir"] != null);
    }

    [HelmFact]
    public async Task The_operator_has_these_rights_and_no_others()
    {
        var rendered = await Rendered();
        Rights(Only(rendered, "ClusterRole")).Should().Equal(ClusterRights);
        Rights(Only(rendered, "Role")).Should().Equal(LeaseRights);
    }

    [HelmFact]
    public async Task With_one_namespace_there_are_no_rights_beyond_it()
    {
        var rendered = await Rendered("--set", "namespace=shop");
        Kinds(rendered).Should().NotContain(kind => kind.StartsWith("Cluster", StringComparison.Ordinal));
        var rights = rendered.Where(document => Kind(document) == "Role").ToList();
        rights.Select(Place).Should().BeEquivalentTo(["shop/penumbra", "penumbra-system/penumbra-lease"]);
        rendered.Where(document => Kind(document) == "RoleBinding").Select(Place).Should().BeEquivalentTo(["shop/penumbra", "penumbra-system/penumbra-lease"]);
        Rights(rights.First(role => Place(role) == "shop/penumbra")).Should().Equal(ClusterRights.Where(right => !right.Contains("/namespaces:") && !right.Contains("/metricsources:")));
        Only(rendered, "Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.ToJsonString().Should().Contain("--namespace=shop");
    }

    [HelmFact]
    public async Task Metric_sources_of_a_ConfigMap_are_mounted_where_the_operator_reads_them()
    {
        var pod = Only(await Rendered("--set", "namespace=shop,metricSourcesConfigMap=sources"), "Deployment")["spec"]!["template"]!["spec"]!;
        pod["containers"]![0]!["args"]!.ToJsonString().Should().Contain("--metric-sources=/etc/penumbra/metric-sources");
        pod["containers"]![0]!["volumeMounts"]!.ToJsonString().Should().Contain("""{"name":"metric-sources","mountPath":"/etc/penumbra/metric-sources","readOnly":true}""");
        pod["volumes"]!.ToJsonString().Should().Contain("""{"name":"metric-sources","configMap":{"name":"sources"}}""");
    }

    [HelmFact]
    public async Task A_login_of_a_metric_source_may_be_read_by_name_and_no_other()
    {
        var rendered = await Rendered("--set", "metricSourceSecrets[0].namespace=monitoring,metricSourceSecrets[0].name=login");
        Rights(rendered.Single(document => Place(document) == "monitoring/penumbra-login" && Kind(document) == "Role")).Should().Equal("core/secrets[login]: get");
    }

    [HelmFact]
    public async Task Helm_installs_upgrades_and_removes_the_chart_and_leaves_the_definitions()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(_home, crds: null);
        var helm = Tool.Helm(cluster.KubeconfigFile, _home);
        await helm.RunAsync("install", "penumbra", Chart, "--namespace", "penumbra-system", "--create-namespace", "--wait", "--timeout", "30s");
        (await helm.RunAsync("status", "penumbra", "--namespace", "penumbra-system")).Should().Contain("STATUS: deployed");
        Ready(cluster).Should().Be(2);
        cluster.Get("apiextensions.k8s.io", "customresourcedefinitions", "", "darklaunches.penumbra.dev").Should().NotBeNull();

        await helm.RunAsync("upgrade", "penumbra", Chart, "--namespace", "penumbra-system", "--set", "replicas=3,logLevel=Debug", "--wait", "--timeout", "30s");
        Ready(cluster).Should().Be(3);
        (await helm.RunAsync("history", "penumbra", "--namespace", "penumbra-system")).Should().Contain("superseded").And.Contain("deployed");

        await helm.RunAsync("rollback", "penumbra", "1", "--namespace", "penumbra-system", "--wait", "--timeout", "30s");
        (await helm.RunAsync("list", "--namespace", "penumbra-system")).Should().Contain("penumbra");

        await helm.RunAsync("uninstall", "penumbra", "--namespace", "penumbra-system", "--wait", "--timeout", "30s");
        cluster.Get("apps", "deployments", "penumbra-system", "penumbra").Should().BeNull();
        cluster.Get("rbac.authorization.k8s.io", "clusterroles", "", "penumbra").Should().BeNull();
        cluster.Get("apiextensions.k8s.io", "customresourcedefinitions", "", "darklaunches.penumbra.dev").Should().NotBeNull("launches must survive an uninstall");
    }

    private static int Ready(EmbeddedCluster cluster) => cluster.Get("apps", "deployments", "penumbra-system", "penumbra")?["status"]?["readyReplicas"]?.GetValue<int>() ?? 0;

    private Tool Helm() => Tool.Helm(Path.Combine(_home, "none"), _home);

    private Task<string> Template(params string[] more) => Helm().RunAsync(["template", "penumbra", Chart, "--namespace", "penumbra-system", .. more]);

    private async Task<List<JsonObject>> Rendered(params string[] more) => [.. YamlJson.Read(await Template(more)).OfType<JsonObject>()];

    private static string Kind(JsonObject document) => document["kind"]!.GetValue<string>();

    private static string Place(JsonObject document) => $"{document["metadata"]!["namespace"]?.GetValue<string>()}/{document["metadata"]!["name"]!.GetValue<string>()}";

    private static IEnumerable<string> Kinds(IEnumerable<JsonObject> documents) => documents.Select(Kind);

    private static JsonObject Only(IEnumerable<JsonObject> documents, string kind) => documents.Single(document => Kind(document) == kind);

    private static List<string> Rights(JsonObject role) => [.. ((JsonArray)role["rules"]!).SelectMany(rule =>
        from @group in Words(rule!["apiGroups"])
        from resource in Words(rule["resources"])
        select $"{(@group.Length == 0 ? "core" : @group)}/{resource}{(rule["resourceNames"] is { } names ? $"[{string.Join(',', Words(names))}]" : "")}: {string.Join(' ', Words(rule["verbs"]))}").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Words(JsonNode? list) => ((JsonArray)list!).Select(word => word!.GetValue<string>());
}
