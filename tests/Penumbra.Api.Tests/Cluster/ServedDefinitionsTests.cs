using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Http;

namespace Penumbra.Api.Tests.Cluster;

/// <summary>The definitions on the sandbox's API server (which does not run CEL rules: those are checked again by the reader).</summary>
public sealed class ServedDefinitionsTests : IAsyncLifetime, IDisposable
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Launches = "/apis/penumbra.dev/v1alpha1/namespaces/default/darklaunches";
    private ApiServerHost _host = null!;
    private const string Shadows = "/apis/penumbra.dev/v1alpha1/namespaces/default/shadowdeployments";
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiServerHost.StartAsync(new ApiServerHostOptions());
        _client = new HttpClient(_host.TrustingHandler()) { BaseAddress = _host.BaseAddress };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _host.AdminToken);
        foreach (var file in new[] { "crds/darklaunches.penumbra.dev.yaml", "crds/metricsources.penumbra.dev.yaml", "crds/shadowdeployments.penumbra.dev.yaml" })
        {
            var (status, answer) = await PostAsync(Definitions, RepositoryFiles.Yaml(file));
            status.Should().Be(HttpStatusCode.Created, answer.ToJsonString());
        }
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Every_sample_is_accepted()
    {
        foreach (var file in new[] { "checkout", "minimal", "existing-routes", "replica-share" })
        {
            var sample = RepositoryFiles.Yaml($"crds/samples/{file}.yaml");
            sample["metadata"]!["namespace"] = "default";
            sample["metadata"]!["name"] = file;
            var (status, answer) = await PostAsync(Launches, sample);
            status.Should().Be(HttpStatusCode.Created, answer.ToJsonString());
        }

        foreach (var file in new[] { "simple", "full", "replay" })
        {
            var sample = RepositoryFiles.Yaml($"crds/samples/shadow/{file}.yaml");
            (sample["metadata"]!["namespace"], sample["metadata"]!["name"]) = ("default", file);
            var (status, answer) = await PostAsync(Shadows, sample);
            status.Should().Be(HttpStatusCode.Created, answer.ToJsonString());
        }

        var (source, refused) = await PostAsync("/apis/penumbra.dev/v1alpha1/metricsources", RepositoryFiles.Yaml("crds/samples/metricsource.yaml"));
        source.Should().Be(HttpStatusCode.Created, refused.ToJsonString());
    }

    [Theory]
    [InlineData("replicas: -1", "spec.replicas")]
    [InlineData("scaleDownTemplate: Sometimes", "spec.scaleDownTemplate")]
    [InlineData("bakeTime: 30d", "spec.bakeTime")]
    [InlineData("revisionHistoryLimit: 21", "spec.revisionHistoryLimit")]
    [InlineData("steps: []", "spec.steps")]
    [InlineData("steps: [{weight: abc}]", "spec.steps[0].weight")]
    [InlineData("steps: [{weight: 5, replicas: 0}]", "spec.steps[0].replicas")]
    [InlineData("steps: [{weight: true}]", "spec.steps[0].weight")]
    [InlineData("targetRef: {name: UPPER}", "spec.targetRef.name")]
    [InlineData("traffic: {service: {ports: [{port: 70000}]}}", "spec.traffic.service.ports[0].port")]
    [InlineData("traffic: ~", "spec.traffic")]
    [InlineData("pinnedRevision: A-B", "spec.pinnedRevision")]
    [InlineData("analysis: {falseAlarmRate: \"0.01\"}", "spec.analysis.falseAlarmRate")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\"}, {name: a, source: s, indicator: {query: q}, max: \"1\"}]", "spec.objectives[1]")]
    public async Task A_wrong_object_is_refused_at_the_field(string edit, string path)
    {
        var (status, answer) = await PostAsync(Launches, Launch("wrong", DarkLaunches.Launches.With(edit)));
        status.Should().Be(HttpStatusCode.UnprocessableEntity, answer.ToJsonString());
        answer["details"]!["causes"]!.AsArray().Select(cause => cause!["field"]!.GetValue<string>()).Should().Contain(field => field.StartsWith(path, StringComparison.Ordinal), answer.ToJsonString());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"0.5\"")]
    [InlineData("\"100\"")]
    public async Task A_weight_is_an_integer_or_a_string(string weight)
    {
        var (status, answer) = await PostAsync(Launches, Launch("weight", DarkLaunches.Launches.With($"steps: [{{weight: {weight}}}]")));
        status.Should().Be(HttpStatusCode.Created, answer.ToJsonString());
        answer["spec"]!["steps"]![0]!["weight"]!.ToJsonString().Should().Be(weight);
    }

    [Fact]
    public async Task Defaults_are_filled_in()
    {
        var sample = RepositoryFiles.Yaml("crds/samples/minimal.yaml");
        sample["metadata"]!["namespace"] = "default";
        var (_, answer) = await PostAsync(Launches, sample);
        var spec = answer["spec"]!;
        spec["bakeTime"]!.GetValue<string>().Should().Be("10m");
        spec["analysis"]!["interval"]!.GetValue<string>().Should().Be("10s");
        spec["traffic"]!["service"]!["adopt"]!.GetValue<bool>().Should().BeFalse();
        spec["targetRef"]!["kind"]!.GetValue<string>().Should().Be("Deployment");
        spec["steps"]![0]!["gate"]!.GetValue<string>().Should().Be("Automatic");
        spec["replicas"].Should().BeNull("it is taken from the template");
        spec["traffic"]!["gatewayAPI"]!["managed"]!["parentRefs"].Should().NotBeNull("what the operator does not know by schema is kept");
    }

    [Fact]
    public async Task A_shadow_says_little_and_gets_the_contracts_defaults()
    {
        var sample = RepositoryFiles.Yaml("crds/samples/shadow/simple.yaml");
        sample["metadata"]!["namespace"] = "default";
        var (_, answer) = await PostAsync(Shadows, sample);
        var spec = answer["spec"]!;
        spec["sample"]!.GetValue<string>().Should().Be("10");
        spec["live"]!["hostHeader"]!.GetValue<string>().Should().Be("FromRequest");
        spec["shadow"]!["deployment"]!["replicas"]!.GetValue<int>().Should().Be(1);
        JsonNode.DeepEquals(spec["requests"], JsonNode.Parse("""{"templates":["/orders/{id}","/orders"],"credentials":"Strip","maxBody":"1Mi","maxInFlight":64,"maxLiveRps":5,"maxLiveShare":5,"methods":["GET","HEAD","OPTIONS"],"timeout":"5s"}""")).Should().BeTrue(spec.ToJsonString());
        JsonNode.DeepEquals(spec["compare"], JsonNode.Parse("""{"mode":"Responses","noise":{"share":"10"},"samples":"Shapes"}""")).Should().BeTrue(spec.ToJsonString());
        JsonNode.DeepEquals(spec["verdict"], JsonNode.Parse("""{"confidence":"95%","latencyNoMoreThan":"110%","maxMismatch":"0.1%","over":"24h","perEndpoint":true}""")).Should().BeTrue(spec.ToJsonString());
        spec["onSameOrBetter"]!.GetValue<string>().Should().Be("Report");
        Penumbra.Api.Tests.ShadowDeployments.Shadows.Read(spec.AsObject()).Problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData("live: {service: UPPER}", "spec.live.service")]
    [InlineData("live: {port: 0}", "spec.live.port")]
    [InlineData("live: {hostHeader: \"a b\"}", "spec.live.hostHeader")]
    [InlineData("live: {gatewayAPI: {routes: []}}", "spec.live.gatewayAPI.routes")]
    [InlineData("shadow: {deployment: {replicas: 0}}", "spec.shadow.deployment.replicas")]
    [InlineData("sample: \"5%\"", "spec.sample")]
    [InlineData("requests: {methods: []}", "spec.requests.methods")]
    [InlineData("requests: {credentials: Some}", "spec.requests.credentials")]
    [InlineData("requests: {maxBody: 1Gi}", "spec.requests.maxBody")]
    [InlineData("compare: {tolerate: [{field: body.a, relative: \"2\"}]}", "spec.compare.tolerate[0].relative")]
    [InlineData("verdict: {over: 30d}", "spec.verdict.over")]
    [InlineData("verdict: {maxMismatch: \"0.1\"}", "spec.verdict.maxMismatch")]
    [InlineData("onSameOrBetter: Explode", "spec.onSameOrBetter")]
    [InlineData("startLaunch: {darkLaunch: UPPER}", "spec.startLaunch.darkLaunch")]
    public async Task A_wrong_shadow_is_refused_at_the_field(string edit, string path)
    {
        var shadow = Launch("wrong", Penumbra.Api.Tests.ShadowDeployments.Shadows.With(edit));
        shadow["kind"] = "ShadowDeployment";
        var (status, answer) = await PostAsync(Shadows, shadow);
        status.Should().Be(HttpStatusCode.UnprocessableEntity, answer.ToJsonString());
        answer["details"]!["causes"]!.AsArray().Select(cause => cause!["field"]!.GetValue<string>()).Should().Contain(field => field.StartsWith(path, StringComparison.Ordinal), answer.ToJsonString());
    }

    [Fact]
    public async Task Kubectl_explain_has_the_words_of_the_types()
    {
        var openApi = await _client.GetStringAsync(new Uri("/openapi/v3/apis/penumbra.dev/v1alpha1", UriKind.Relative));
        openApi.Should().Contain("Moves users from the stable release to a candidate in steps").And.Contain("How long the data plane may lag behind an accepted write.");
    }

    [Fact]
    public async Task A_launch_is_scaled_through_its_subresource()
    {
        await PostAsync(Launches, Launch("scaled", DarkLaunches.Launches.Right()));
        var scale = JsonNode.Parse(await _client.GetStringAsync(new Uri($"{Launches}/scaled/scale", UriKind.Relative)))!;
        scale["spec"]!["replicas"]!.GetValue<int>().Should().Be(4);
    }

    private static JsonObject Launch(string name, JsonObject spec) => new()
    {
        ["apiVersion"] = "penumbra.dev/v1alpha1",
        ["kind"] = "DarkLaunch",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["spec"] = spec,
    };

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
