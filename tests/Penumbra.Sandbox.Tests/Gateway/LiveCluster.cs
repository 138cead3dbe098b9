using System.Diagnostics;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Tests.Gateway;

/// <summary>A running sandbox with real sockets: a Gateway <c>public</c>, and what a test deploys.</summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private LiveCluster(ClusterStore store, SandboxRuntime runtime) => (Store, Runtime) = (store, runtime);

    public ClusterStore Store { get; }

    public SandboxRuntime Runtime { get; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });

    public static async Task<LiveCluster> StartAsync(string? serviceBlock = null)
    {
        var store = new ClusterStore(TimeProvider.System, new UidGenerator(3)) { ServiceBlock = serviceBlock ?? "10.96" };
        var cluster = new LiveCluster(store, await SandboxRuntime.StartAsync(store, new SandboxRuntimeOptions { ServesServices = serviceBlock is not null }));
        cluster.Create(BuiltInTypes.Gateway, """{"metadata":{"name":"public"},"spec":{"gatewayClassName":"sandbox","listeners":[{"name":"http","protocol":"HTTP","port":80}]}}""");
        await UntilAsync(() => cluster.Runtime.Gateway.FirstAddress is not null);
        cluster.Client.BaseAddress = cluster.Runtime.Gateway.FirstAddress;
        return cluster;
    }

    /// <summary>Waits for a condition, without a fixed sleep; fails after a generous time.</summary>
    public static async Task UntilAsync(Func<bool> condition, string? what = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Generous)
                throw new TimeoutException(what ?? "The condition was not met in time.");
            await Task.Delay(5);
        }
    }

    public JsonObject Create(ResourceType type, string json)
    {
        var obj = JsonNode.Parse(json)!.AsObject();
        obj["apiVersion"] = type.ApiVersion;
        obj["kind"] = type.Kind;
        if (type.Namespaced)
            obj["metadata"]!["namespace"] ??= "default";
        var result = Store.Create(type, obj);
        result.Succeeded.Should().BeTrue(result.Body.ToJsonString());
        return result.Body;
    }

    /// <summary>A Deployment and a Service of one name, with ready endpoints.</summary>
    public async Task DeployAsync(string name, int replicas = 1, string version = "1", params (string Name, string Value)[] env)
    {
        var variables = string.Concat(env.Select(item => $$""",{"name":"{{item.Name}}","value":"{{item.Value}}"}"""));
        Create(BuiltInTypes.Deployment, $$"""
            {"metadata":{"name":"{{name}}"},"spec":{"replicas":{{replicas}},"selector":{"matchLabels":{"app":"{{name}}"} },
             "template":{"metadata":{"labels":{"app":"{{name}}"} },"spec":{"containers":[{"name":"app","image":"shop:{{version}}",
               "env":[{"name":"VERSION","value":"{{version}}"},{"name":"STARTUP","value":"50ms"}{{variables}}],"ports":[{"name":"http","containerPort":8080}]}]} } } }
            """);
        Create(BuiltInTypes.Service, $$"""{"metadata":{"name":"{{name}}"},"spec":{"selector":{"app":"{{name}}"},"ports":[{"name":"http","port":80,"targetPort":"http"}]} }""");
        await UntilAsync(() => Ready(name) == replicas, $"{name} is not ready");
    }

    public int Ready(string service) => Store.List(BuiltInTypes.EndpointSlice, "default", $"kubernetes.io/service-name={service}")
        .SelectMany(slice => slice.Items("endpoints")).Count(endpoint => endpoint.Flag("conditions", "ready"));

    /// <summary>Creates or replaces an HTTPRoute with these rules and waits until the gateway has taken it up.</summary>
    public async Task RouteAsync(string rules, string name = "shop", string hostnames = "[]")
    {
        var before = Runtime.Gateway.Snapshots;
        WriteRoute(rules, name, hostnames);
        await UntilAsync(() => Runtime.Gateway.Snapshots > before, "the route was not taken up");
        // A snapshot that had begun before may have ended after: the next one surely holds the route.
        var route = Store.Get(BuiltInTypes.HttpRoute, "default", name)!;
        await UntilAsync(() => Store.Get(BuiltInTypes.HttpRoute, "default", name).Items("status", "parents")
            .Any(parent => Conditions.Find(parent, "Accepted").Number("observedGeneration") == route.Generation()));
        var seen = Runtime.Gateway.Snapshots;
        Store.Create(BuiltInTypes.Namespace, JsonNode.Parse($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"touch-{{Guid.NewGuid()}}"} }""")!.AsObject());
        await UntilAsync(() => Runtime.Gateway.Snapshots > seen);
    }

    public void WriteRoute(string rules, string name = "shop", string hostnames = "[]")
    {
        var spec = JsonNode.Parse($$"""{"parentRefs":[{"name":"public"}],"hostnames":{{hostnames}},"rules":{{rules}} }""")!;
        if (Store.Get(BuiltInTypes.HttpRoute, "default", name) is { } known)
        {
            var copy = known.Copy();
            copy["spec"] = spec;
            copy["metadata"]!.AsObject().Remove("resourceVersion");
            Store.Update(BuiltInTypes.HttpRoute, copy).Succeeded.Should().BeTrue();
            return;
        }
        Create(BuiltInTypes.HttpRoute, $$"""{"metadata":{"name":"{{name}}"},"spec":{{spec.ToJsonString()}} }""");
    }

    public static string Weights(int stable, int candidate)
        => $$"""[{"backendRefs":[{"name":"stable","port":80,"weight":{{stable}} },{"name":"candidate","port":80,"weight":{{candidate}} }]}]""";

    public async Task<(int Code, string Version, HttpResponseMessage Response)> GetAsync(string path = "/", params (string Name, string Value)[] headers)
        => await SendAsync(HttpMethod.Get, path, headers);

    public async Task<(int Code, string Version, HttpResponseMessage Response)> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await Client.SendAsync(request);
        return ((int)response.StatusCode, response.Headers.TryGetValues("X-Version", out var versions) ? versions.First() : "", response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Runtime.DisposeAsync();
    }
}
