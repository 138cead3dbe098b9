using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Pods;
using Penumbra.Sandbox.Tests.Gateway;

namespace Penumbra.Sandbox.Tests.Pods;

/// <summary>Init containers: one after another, each a process of its own, with the folders of the pod between them. The images are shells.</summary>
public sealed class InitContainerTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-").FullName;
    private readonly ClusterStore _store = new(TimeProvider.System, new UidGenerator(5));
    private PodPrograms _programs = null!;
    private SandboxRuntime _runtime = null!;

    public async Task InitializeAsync()
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        _programs = new PodPrograms(
            _folder,
            new PodProgram("own:1", ["/bin/sh", "-c", "for last; do true; done; eval \"$SCRIPT\"", "own"], "--inputs", environment),
            new PodProgram("shell:1", [], null, environment)) { Kubeconfig = (_, account) => $"login of {account}" };
        _runtime = await SandboxRuntime.StartAsync(_store, new SandboxRuntimeOptions { Kubelet = new KubeletOptions { Programs = _programs }, JobBackoff = TimeSpan.FromMilliseconds(200) });
    }

    public async Task DisposeAsync() => await _runtime.DisposeAsync();

    public void Dispose()
    {
        _programs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task They_run_in_order_and_hand_over_in_the_pods_own_folder()
    {
        Create("Pod", "a", """
            {"restartPolicy":"Never","automountServiceAccountToken":false,
             "initContainers":[
               {"name":"first","image":"own:1","env":[{"name":"SCRIPT","value":"echo secret > $last/shared/file; echo $@ > $last/shared/first"}],"volumeMounts":[{"name":"shared","mountPath":"/p/shared"},{"name":"token","mountPath":"/var/run/token"}]},
               {"name":"second","image":"shell:1","command":["/bin/sh","-c","cat $FILE > $FILE.seen; env > $FILE.env"],"env":[{"name":"FILE","value":"/p/shared/file"}],"volumeMounts":[{"name":"shared","mountPath":"/p/shared","readOnly":true}]}],
             "containers":[{"name":"own","image":"own:1","env":[{"name":"SCRIPT","value":"cp $last/shared/* $HOME/"}],"volumeMounts":[{"name":"shared","mountPath":"/p/shared"}]}],
             "volumes":[{"name":"shared","emptyDir":{"medium":"Memory"}},{"name":"token","projected":{"sources":[{"serviceAccountToken":{"path":"token"}}]}}]}
            """);
        await LiveCluster.UntilAsync(() => Pod("a").Text("status", "phase") == "Succeeded");
        var home = Path.Combine(_folder, Pod("a").Uid());
        (await File.ReadAllTextAsync(Path.Combine(home, "file.seen"))).Should().Be("secret\n");
        (await File.ReadAllTextAsync(Path.Combine(home, "first"))).Should().Contain("--kubeconfig", "it mounts a token itself");
        (await File.ReadAllTextAsync(Path.Combine(home, "file.env"))).Should().NotContain("KUBECONFIG");
        _programs.Started.Select(started => started.Container).Should().Equal("first", "second", "own");
        Pod("a").Items("status", "initContainerStatuses").Select(status => $"{status.Text("name")} {status.Number("state", "terminated", "exitCode")}").Should().Equal("first 0", "second 0");
    }

    [Fact]
    public async Task One_that_fails_ends_the_pod_and_the_Job_begins_another_from_the_first()
    {
        var marker = Path.Combine(_folder, "tried");
        Create("Job", "a", """
            {"backoffLimit":6,"template":{"spec":{"restartPolicy":"Never",
             "initContainers":[{"name":"first","image":"shell:1","command":["/bin/true"]},{"name":"second","image":"shell:1","command":["/bin/sh","-c","test -e MARKER || { touch MARKER; exit 7; }"]}],
             "containers":[{"name":"own","image":"shell:1","command":["/bin/true"]}]}}}
            """.Replace("MARKER", marker, StringComparison.Ordinal));
        await LiveCluster.UntilAsync(() => Conditions.Status(_store.Get(BuiltInTypes.Job, "default", "a")!, "Complete") == "True");
        _programs.Started.Select(started => started.Container).Should().Equal("first", "second", "first", "second", "own");
        var failed = _store.List(BuiltInTypes.Pod, "default").Single(pod => pod.Text("status", "phase") == "Failed");
        failed.Items("status", "initContainerStatuses").Last().Number("state", "terminated", "exitCode").Should().Be(7);
        failed.Items("status", "containerStatuses").Single().Text("state", "waiting", "reason").Should().Be("PodInitializing");
    }

    [Fact]
    public async Task A_rule_about_one_of_them_fails_the_Job_at_once()
    {
        Create("Job", "a", """
            {"backoffLimit":6,"podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"containerName":"first","operator":"In","values":[3]}}]},
             "template":{"spec":{"restartPolicy":"Never","initContainers":[{"name":"first","image":"shell:1","command":["/bin/sh","-c","exit 3"]}],"containers":[{"name":"own","image":"shell:1","command":["/bin/true"]}]}}}
            """);
        await LiveCluster.UntilAsync(() => Conditions.Status(_store.Get(BuiltInTypes.Job, "default", "a")!, "Failed") == "True");
        _programs.Started.Should().ContainSingle();
    }

    [Fact]
    public async Task A_pod_that_initializes_is_neither_running_nor_ready()
    {
        Create("Pod", "a", """{"initContainers":[{"name":"first","image":"shell:1","command":["/bin/sleep","600"]}],"containers":[{"name":"own","image":"web:1"}]}""");
        await LiveCluster.UntilAsync(() => Pod("a").Items("status", "initContainerStatuses").Any(status => status.At("state", "running") is not null));
        Pod("a").Text("status", "phase").Should().Be("Pending");
        Pod("a").IsReadyPod().Should().BeFalse();
        _programs.Started.Single().Kill();
        await LiveCluster.UntilAsync(() => Pod("a").Items("status", "initContainerStatuses").Single().Number("restartCount") == 1, "it is restarted, as the pod's policy has it");
    }

    private JsonObject Pod(string name) => _store.Get(BuiltInTypes.Pod, "default", name)!;

    private void Create(string kind, string name, string spec)
    {
        var type = kind == "Pod" ? BuiltInTypes.Pod : BuiltInTypes.Job;
        var result = _store.Create(type, new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" }, ["spec"] = JsonNode.Parse(spec) });
        result.Succeeded.Should().BeTrue(result.Body.ToJsonString());
    }
}
