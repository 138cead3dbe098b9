using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.Json;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.SnapshotRefreshes;

namespace Penumbra.Operator.Tests;

/// <summary>The pod of a refresh with container steps, and what is told of containers that fail.</summary>
public sealed class RefreshContainerManifestTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private const string Spec = """
        {"serviceAccountName":"sa","provider":{"aws":{"region":"eu-north-1"}},"source":{"cluster":"shop-prod"},"temporary":{"instanceClass":"db.t4g.medium"},"database":{"name":"shop"},
         "sanitize":[{"name":"a","sql":{"configMap":{"name":"cm","key":"a.sql"}},"parameters":{"secret":{"name":"keys"}}},{"name":"passwords","container":{"image":"shop/rotate@sha256:0","command":["/rotate","--all"]}},
          {"name":"shape","mask":[{"table":"t","column":"c","as":"Email"}]},{"name":"tokens","container":{"image":"shop/tokens:1"}}],
         "verify":[{"name":"v","sql":"SELECT 0","expect":"0"}],"encryption":{"kmsKey":"alias/x"},"publish":{"name":"c-{{runId}}"}}
        """;

    private static RefreshEntry Entry(string spec = Spec, string? outcome = null) => RefreshReading.Read(
        new CustomView
        {
            Metadata = new ObjectMeta { Name = "nightly", Namespace = "shop", Uid = "uid-1", Generation = 3 },
            Spec = new RawJson(Encoding.UTF8.GetBytes(spec)),
            Status = outcome is null ? null : new RawJson(JsonSerializer.SerializeToUtf8Bytes(
                new SnapshotRefreshStatus { Run = new RunRecord { Id = "r1", Outcome = outcome, Message = "container tokens works in db-1", Step = "Sanitize" } }, ApiJson.Default.SnapshotRefreshStatus)),
        }, null);

    private static JsonNode Job(string spec = Spec) => new JobManifests(Entry(spec), new WorkerOptions("penumbra:1")).Runs(held: false)["spec"]!["jobTemplate"]!["spec"]!;

    private static JsonNode Pod() => Job()["template"]!["spec"]!;

    private static List<JsonObject> Initial() => [.. Pod()["initContainers"]!.AsArray().OfType<JsonObject>()];

    private static List<string> Mounts(JsonNode container) => [.. container["volumeMounts"]!.AsArray().Select(mount => $"{mount!["name"]} {mount["mountPath"]}{(mount["readOnly"]!.GetValue<bool>() ? "" : " rw")}")];

    [Fact]
    public void Workers_and_containers_take_turns()
    {
        Initial().Select(container => $"{container["name"]} {container["image"]}").Should().Equal("worker-1 penumbra:1", "passwords shop/rotate@sha256:0", "worker-2 penumbra:1", "tokens shop/tokens:1");
        Initial()[0]["args"]!.ToJsonString().Should().Be("""["refresh","--until=passwords"]""");
        Initial()[1]["command"]!.ToJsonString().Should().Be("""["/rotate","--all"]""");
        Initial()[2]["args"]!.ToJsonString().Should().Be("""["refresh","--until=tokens"]""");
        Initial()[3]["command"].Should().BeNull("the image has its own");
        Pod()["containers"]!.AsArray().Should().ContainSingle().Which!["name"]!.GetValue<string>().Should().Be("worker");
        Pod()["containers"]![0]!["args"]!.ToJsonString().Should().Be("""["refresh"]""");
    }

    [Theory]
    [InlineData(Spec, 24)]
    [InlineData(null, 13)]
    public void A_Job_lasts_as_long_as_its_run_may_and_as_it_may_wait_for_its_turn(string? spec, int hours)
    {
        var limit = Job(spec ?? Spec.Replace("{\"name\":\"passwords\",\"container\":{\"image\":\"shop/rotate@sha256:0\",\"command\":[\"/rotate\",\"--all\"]}},", "", StringComparison.Ordinal).Replace(",{\"name\":\"tokens\",\"container\":{\"image\":\"shop/tokens:1\"}}", "", StringComparison.Ordinal))["activeDeadlineSeconds"]!.GetValue<long>();
        TimeSpan.FromSeconds(limit).Should().Be(TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void No_worker_takes_the_role_of_its_node()
    {
        var pod = new PodManifest(Entry(), new WorkerOptions("penumbra:1"));
        foreach (var spec in new[] { Pod(), pod.Template(RefreshMode.Sweep, null)["spec"]!, pod.Template(RefreshMode.Remove, null)["spec"]! })
        {
            foreach (var worker in (spec["initContainers"]?.AsArray() ?? []).Concat(spec["containers"]!.AsArray()).Where(container => container!["name"]!.GetValue<string>().StartsWith("worker", StringComparison.Ordinal)))
                worker!["env"]!.AsArray().Should().Contain(variable => variable!["name"]!.GetValue<string>() == "AWS_EC2_METADATA_DISABLED" && variable["value"]!.GetValue<string>() == "true");
        }
    }

    [Fact]
    public void A_container_has_the_database_and_a_place_of_its_own_and_nothing_else()
    {
        foreach (var container in new[] { Initial()[1], Initial()[3] })
        {
            Mounts(container).Should().Equal("scratch /tmp rw", "database /penumbra/database");
            container["securityContext"]!.ToJsonString().Should().ContainAll("\"allowPrivilegeEscalation\":false", "\"readOnlyRootFilesystem\":true", "\"drop\":[\"ALL\"]");
            container["env"]!.AsArray().ToDictionary(variable => variable!["name"]!.GetValue<string>(), variable => variable!["value"]!.GetValue<string>()).Should().BeEquivalentTo(new Dictionary<string, string>
            {
                ["PGSERVICEFILE"] = "/penumbra/database/pg_service.conf", ["PGSERVICE"] = "penumbra", ["PGPASSFILE"] = "/penumbra/database/pgpass", ["PENUMBRA_DATABASE"] = "/penumbra/database/database.json", ["HOME"] = "/tmp",
            });
            container["resources"]!["limits"]!["memory"].Should().NotBeNull();
        }

        Pod()["automountServiceAccountToken"]!.GetValue<bool>().Should().BeFalse("it cannot be withheld from one container");
        var volumes = Pod()["volumes"]!.AsArray().ToDictionary(volume => volume!["name"]!.GetValue<string>(), volume => volume!);
        foreach (var inMemory in new[] { "database", "scratch", "tmp" }) volumes[inMemory]["emptyDir"]!["medium"]!.GetValue<string>().Should().Be("Memory");
        volumes["token"]["projected"]!.ToJsonString().Should().ContainAll("serviceAccountToken", "kube-root-ca.crt", "metadata.namespace");
        foreach (var worker in new[] { Initial()[0], Initial()[2], Pod()["containers"]![0]! })
        {
            Mounts(worker).Should().Contain(["token /var/run/secrets/kubernetes.io/serviceaccount", "database /penumbra/database rw", "config-0 /penumbra/sql/cm", "secret-1 /penumbra/parameters/keys"]).And.NotContain("scratch /tmp rw");
        }

        Job()["template"]!["metadata"]!["annotations"]!["eks.amazonaws.com/skip-containers"]!.GetValue<string>().Should().Be("passwords,tokens", "the cloud's webhook would give them the worker's rights");
    }

    [Fact]
    public void All_of_the_pod_run_as_one_user_whose_password_file_libpq_reads() =>
        Pod()["securityContext"]!.ToJsonString().Should().ContainAll("\"runAsUser\":65532", "\"fsGroup\":65532", "\"runAsNonRoot\":true");

    [Fact]
    public void A_worker_alone_ends_the_Job_and_a_container_that_fails_is_tried_again()
    {
        var rules = Job()["podFailurePolicy"]!["rules"]!.AsArray();
        rules.Where(rule => rule!["action"]!.GetValue<string>() == "FailJob").Select(rule => $"{rule!["onExitCodes"]!["containerName"]} {rule["onExitCodes"]!["values"]!.ToJsonString()}")
            .Should().Equal("worker [2]", "worker-2 [2,3]", "worker-1 [2,3]");
        rules[^1]!.ToJsonString().Should().Contain("DisruptionTarget");
        Job()["backoffLimit"]!.GetValue<int>().Should().Be(6);
    }

    [Fact]
    public void Without_containers_nothing_of_all_that_is_there()
    {
        var alone = Job(Spec.Replace("\"container\":{\"image\":\"shop/tokens:1\"}", "\"sql\":{\"configMap\":{\"name\":\"cm\",\"key\":\"b.sql\"}}", StringComparison.Ordinal).Replace("\"container\":{\"image\":\"shop/rotate@sha256:0\",\"command\":[\"/rotate\",\"--all\"]}", "\"sql\":{\"configMap\":{\"name\":\"cm\",\"key\":\"c.sql\"}}", StringComparison.Ordinal));
        alone.ToJsonString().Should().NotContainAny("initContainers", "automountServiceAccountToken", "skip-containers", "/penumbra/database", "\"token\"");
        alone["podFailurePolicy"]!["rules"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public void The_sweep_and_the_cleanup_let_no_container_work()
    {
        var manifests = new JobManifests(Entry(), new WorkerOptions("penumbra:1"));
        (manifests.Sweep().ToJsonString() + manifests.CleanUp().ToJsonString()).Should().NotContain("initContainers").And.NotContain("--until");
    }

    private static CustomView PodOf(string name, DateTimeOffset at, string statuses) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "shop", Uid = name, CreationTimestamp = at },
        Status = new RawJson(Encoding.UTF8.GetBytes($$"""{"initContainerStatuses":[{{statuses}}]}""")),
    };

    private const string WorkerDone = """{"name":"worker-1","state":{"terminated":{"exitCode":0}}}""";

    private static string Failed(int code) => $$$$"""{{{{WorkerDone}}}},{"name":"passwords","state":{"terminated":{"exitCode":{{{{code}}}},"message":"password of ada@real.org"}}},{"name":"tokens","state":{"waiting":{"reason":"PodInitializing"}}}""";

    [Fact]
    public void The_newest_pod_tells_which_container_failed_with_what_and_never_what_it_said()
    {
        var trouble = ContainerTrouble.Of(Entry().Spec!, [PodOf("p1", Now, Failed(7)), PodOf("p2", Now.AddMinutes(1), Failed(9))])!;
        trouble.Message.Should().Be("container passwords of pod p2 ended with exit code 9");
        ContainerTrouble.Of(Entry().Spec!, [PodOf("p1", Now, Failed(7)), PodOf("p2", Now.AddMinutes(1), WorkerDone)]).Should().BeNull("another pod tries again");
        ContainerTrouble.Of(Entry().Spec!, [PodOf("p1", Now, """{"name":"worker-1","state":{"terminated":{"exitCode":2}}}""")]).Should().BeNull("of a worker, status tells");
        ContainerTrouble.Of(Entry().Spec!, [PodOf("p1", Now, """{"name":"passwords","state":{"waiting":{"reason":"ImagePullBackOff"}}}""")])!.Message.Should().Be("container passwords of pod p1 does not start: ImagePullBackOff");
        ContainerTrouble.Of(Entry().Spec!, []).Should().BeNull();
    }

    [Theory]
    [InlineData("Running", true, false, 7, "Running", "ContainerFailed", "container tokens of pod p ended with exit code 7; another pod tries again")]
    [InlineData("Running", true, false, null, "Running", "ContainerFailed", "container tokens of pod p does not start: ErrImagePull")]
    [InlineData("Running", false, true, 7, "Failed", "ContainerFailed", "run r1: container tokens of pod p ended with exit code 7; the next run lets it work again")]
    [InlineData("Succeeded", false, true, null, "Succeeded", "RefreshSucceeded", "container tokens works in db-1 (Job nightly-refresh-1 is listed as failed: its last pod ended after publishing)")]
    public void Status_tells_it(string outcome, bool active, bool failed, int? code, string phase, string reason, string message)
    {
        var trouble = outcome == "Succeeded" ? null : new ContainerTrouble("tokens", "p", code, code is null ? "ErrImagePull" : null);
        var status = RefreshOverview.Of(Entry(outcome: outcome), [], [new RefreshJob("nightly-refresh-1", !active && !failed, failed, Now, Run: "r1")], null, Now, trouble);
        status.Phase.Should().Be(phase);
        var ready = status.Conditions!.Single(condition => condition.Type == "Ready");
        (ready.Reason, ready.Message).Should().Be((reason, message));
    }

    [Fact]
    public void A_container_that_works_past_the_deadline_is_told_by_the_Job()
    {
        var status = RefreshOverview.Of(Entry(outcome: "Running"), [], [new RefreshJob("nightly-refresh-0", true, false, Now.AddDays(-1)), new RefreshJob("nightly-refresh-1", false, true, Now, "DeadlineExceeded", "r1")], null, Now);
        var ready = status.Conditions!.Single(condition => condition.Type == "Ready");
        (status.Phase, ready.Reason).Should().Be(("Failed", nameof(Reason.DeadlineExceeded)));
        ready.Message.Should().Contain("container tokens works in db-1");
    }
}
