using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Pods;
using Penumbra.Sandbox.Tests.Gateway;

namespace Penumbra.Sandbox.Tests.Pods;

/// <summary>Pods that are processes: what they are given, and when they are ready. The process is a shell that writes down its arguments and waits.</summary>
public sealed class ProgramPodTests : IAsyncLifetime, IDisposable
{
    private const string Image = "program:1";
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-").FullName;
    private readonly ClusterStore _store = new(TimeProvider.System, new UidGenerator(5));
    private PodPrograms _programs = null!;
    private SandboxRuntime _runtime = null!;

    public async Task InitializeAsync()
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        _programs = new PodPrograms(_folder, new PodProgram(Image, ["/bin/sh", "-c", "printf '%s\\n' \"$@\" > \"$HOME/told\"; mv \"$HOME/told\" \"$HOME/args\"; exec sleep 600", "program"], "--inputs", environment)) { Kubeconfig = (_, account) => $"login of {account}" };
        _runtime = await SandboxRuntime.StartAsync(_store, new SandboxRuntimeOptions { Kubelet = new KubeletOptions { Programs = _programs } });
    }

    public async Task DisposeAsync() => await _runtime.DisposeAsync();

    public void Dispose()
    {
        _programs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Arguments_name_the_pods_address_and_a_pod_without_a_token_gets_no_login()
    {
        var pod = Create("a", """
            "automountServiceAccountToken":false,"containers":[{"name":"c","image":"program:1","args":["--address","$(POD_IP)","$$(POD_IP)","$(NONE)"],
              "env":[{"name":"POD_IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}]}]
            """);
        var told = await ToldAsync(pod);
        await LiveCluster.UntilAsync(() => Pod("a").Text("status", "podIP") is not null);
        told.Should().Equal("--address", Pod("a").Text("status", "podIP"), "$(POD_IP)", "$(NONE)", "--inputs", Path.Combine(_folder, pod.Uid(), "volumes"));
        Pod("a").Text("status", "podIP").Should().StartWith("127.");
    }

    [Fact]
    public async Task A_pod_with_a_token_gets_its_accounts_login()
    {
        var pod = Create("a", """ "serviceAccountName":"worker","containers":[{"name":"c","image":"program:1"}] """);
        (await ToldAsync(pod))[0].Should().Be("--kubeconfig");
        (await File.ReadAllTextAsync(Path.Combine(_folder, pod.Uid(), "kubeconfig"))).Should().Be("login of worker");
    }

    [Fact]
    public async Task Volumes_are_files_in_text_and_in_bytes_and_what_is_optional_may_lack()
    {
        byte[] bytes = [0x1f, 0x8b, 0, 255];
        Object(BuiltInTypes.ConfigMap, "evidence", new JsonObject { ["data"] = new JsonObject { ["text"] = "ä" }, ["binaryData"] = new JsonObject { ["evidence"] = Convert.ToBase64String(bytes) } });
        Object(BuiltInTypes.Secret, "key", new JsonObject { ["data"] = new JsonObject { ["key"] = Convert.ToBase64String("secret"u8), ["other"] = "" } });
        var pod = Create("a", """
            "containers":[{"name":"c","image":"program:1","volumeMounts":[
              {"name":"evidence","mountPath":"/penumbra/evidence"},{"name":"key","mountPath":"/penumbra/key"},{"name":"none","mountPath":"/penumbra/none"},{"name":"tmp","mountPath":"/tmp"}]}],
            "volumes":[{"name":"evidence","configMap":{"name":"evidence"}},{"name":"key","secret":{"secretName":"key","items":[{"key":"key","path":"deep/key"}]}},
              {"name":"none","configMap":{"name":"none","optional":true}},{"name":"tmp","emptyDir":{}}]
            """);
        await ToldAsync(pod);
        var root = Path.Combine(_folder, pod.Uid(), "volumes");
        (await File.ReadAllBytesAsync(Path.Combine(root, "evidence", "evidence"))).Should().Equal(bytes);
        (await File.ReadAllTextAsync(Path.Combine(root, "evidence", "text"))).Should().Be("ä");
        (await File.ReadAllTextAsync(Path.Combine(root, "key", "deep", "key"))).Should().Be("secret");
        Directory.GetFiles(Path.Combine(root, "key")).Should().BeEmpty("only the items that are asked for are there");
        Directory.GetFileSystemEntries(Path.Combine(root, "none")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_program_waits_for_what_it_mounts()
    {
        var pod = Create("a", """ "containers":[{"name":"c","image":"program:1","volumeMounts":[{"name":"v","mountPath":"/penumbra/v"}]}],"volumes":[{"name":"v","configMap":{"name":"later"}}] """);
        await LiveCluster.UntilAsync(() => Pod("a").Text("status", "phase") == "Pending" && Pod("a").Items("status", "containerStatuses").Any());
        _programs.Started.Should().BeEmpty();
        Object(BuiltInTypes.ConfigMap, "later", new JsonObject { ["data"] = new JsonObject { ["k"] = "v" } });
        await ToldAsync(pod);
        File.Exists(Path.Combine(_folder, pod.Uid(), "volumes", "v", "k")).Should().BeTrue();
    }

    [Fact]
    public async Task A_program_is_ready_when_its_probe_says_so_and_gets_requests_from_then_on()
    {
        Create("a", """
            "containers":[{"name":"c","image":"program:1","ports":[{"name":"report","containerPort":8081},{"name":"traffic","containerPort":8080}],
              "readinessProbe":{"httpGet":{"path":"/readyz","port":"report"},"periodSeconds":1,"failureThreshold":2}}]
            """);
        Object(BuiltInTypes.Service, "a", new JsonObject { ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["app"] = "a" }, ["ports"] = new JsonArray(new JsonObject { ["port"] = 8080, ["targetPort"] = "traffic" }) } });
        await LiveCluster.UntilAsync(() => Pod("a").Text("status", "phase") == "Running" && Pod("a").Text("status", "podIP") is not null);
        Pod("a").IsReadyPod().Should().BeFalse();
        using (new Answering(Pod("a").Text("status", "podIP")!, 8081, "/readyz"))
        {
            await LiveCluster.UntilAsync(() => Pod("a").IsReadyPod());
            await LiveCluster.UntilAsync(() => Endpoints().Any(endpoint => endpoint.Flag("conditions", "ready")));
            Endpoints().Single().Texts("addresses").Should().Equal(Pod("a").Text("status", "podIP"));
        }

        await LiveCluster.UntilAsync(() => !Pod("a").IsReadyPod());
    }

    private IEnumerable<JsonObject> Endpoints() => _store.List(BuiltInTypes.EndpointSlice, "default", "kubernetes.io/service-name=a").SelectMany(slice => slice.Items("endpoints"));

    private JsonObject Pod(string name) => _store.Get(BuiltInTypes.Pod, "default", name)!;

    private JsonObject Create(string name, string spec) =>
        Object(BuiltInTypes.Pod, name, new JsonObject { ["spec"] = JsonNode.Parse($"{{{spec}}}") }, new JsonObject { ["app"] = name });

    private JsonObject Object(ResourceType type, string name, JsonObject rest, JsonObject? labels = null)
    {
        (rest["apiVersion"], rest["kind"]) = (type.ApiVersion, type.Kind);
        rest["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default", ["labels"] = labels };
        var result = _store.Create(type, rest);
        result.Succeeded.Should().BeTrue(result.Body.ToJsonString());
        return result.Body;
    }

    private async Task<string[]> ToldAsync(JsonObject pod)
    {
        var file = Path.Combine(_folder, pod.Uid(), "args");
        await LiveCluster.UntilAsync(() => File.Exists(file), "the program did not start");
        return await File.ReadAllLinesAsync(file);
    }

    /// <summary>A server that says yes at one address and path.</summary>
    private sealed class Answering : IDisposable
    {
        private readonly TcpListener _listener;

        public Answering(string address, int port, string path)
        {
            _listener = new TcpListener(IPAddress.Parse(address), port);
            _listener.Start();
            _ = RunAsync(path);
        }

        public void Dispose() => _listener.Dispose();

        private async Task RunAsync(string path)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    var buffer = new byte[4096];
                    var read = await stream.ReadAsync(buffer);
                    var found = Encoding.ASCII.GetString(buffer, 0, read).StartsWith($"GET {path} ", StringComparison.Ordinal);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(found ? "200 OK" : "404 Not Found")}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
                }
            }
            catch (Exception end) when (end is SocketException or IOException or ObjectDisposedException)
            {
                // The test has ended.
            }
        }
    }
}
