using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Tests.Controllers;

public sealed class DeploymentTests : IDisposable
{
    private readonly SteppedCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_deployment_gets_a_replica_set_with_a_hash_and_ready_pods()
    {
        _cluster.Deploy("web", 3);
        _cluster.Pass(1);

        var set = _cluster.All(BuiltInTypes.ReplicaSet).Should().ContainSingle().Subject;
        var hash = set.Label("pod-template-hash");
        set.Name().Should().Be($"web-{hash}");
        set.Text("spec", "selector", "matchLabels", "pod-template-hash").Should().Be(hash);
        _cluster.Pods.Should().HaveCount(3).And.OnlyContain(pod => pod.IsReadyPod() && pod.Label("pod-template-hash") == hash);
        var web = Web();
        web.Annotation("deployment.kubernetes.io/revision").Should().Be("1");
        (web.Number("status", "readyReplicas"), web.Number("status", "availableReplicas"), web.Number("status", "updatedReplicas")).Should().Be((3, 3, 3));
        web.Number("status", "observedGeneration").Should().Be(web.Generation());
        Conditions.Status(web, "Available").Should().Be("True");
        Conditions.Find(web["status"], "Progressing").Text("reason").Should().Be("NewReplicaSetAvailable");
    }

    [Fact]
    public void A_rolling_update_keeps_within_its_limits_and_ends_with_only_new_pods()
    {
        _cluster.Deploy("web", 4, strategy: """{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":"30%"}}""");
        _cluster.Pass(1);
        int most = 0, least = int.MaxValue;
        using var watch = _cluster.Store.Subscribe(change =>
        {
            if (change.Type != BuiltInTypes.Pod)
                return;
            // The limit is on what is asked for: a new pod may start a moment before an old one is told to end.
            most = Math.Max(most, _cluster.All(BuiltInTypes.ReplicaSet).Sum(set => set.Count(0, "spec", "replicas")));
            least = Math.Min(least, _cluster.Pods.Count(pod => pod.IsActivePod() && pod.IsReadyPod()));
        });

        _cluster.SetImage("web", "shop/web:2");
        _cluster.Pass(10);

        most.Should().Be(5);
        least.Should().Be(3);
        _cluster.Pods.Should().HaveCount(4).And.OnlyContain(pod => pod["spec"]!["containers"]![0]!["image"]!.GetValue<string>() == "shop/web:2");
        Web().Annotation("deployment.kubernetes.io/revision").Should().Be("2");
    }

    [Fact]
    public void Going_back_to_an_earlier_template_uses_its_replica_set_again()
    {
        _cluster.Deploy("web", 1);
        _cluster.SetImage("web", "shop/web:2");
        _cluster.Pass(5);

        _cluster.SetImage("web", "shop/web:1");
        _cluster.Pass(5);

        _cluster.All(BuiltInTypes.ReplicaSet).Should().HaveCount(2);
        Web().Annotation("deployment.kubernetes.io/revision").Should().Be("3");
    }

    [Fact]
    public void Recreate_starts_new_pods_only_when_the_last_old_one_has_gone()
    {
        _cluster.Deploy("web", 2, strategy: """{"type":"Recreate"}""");
        _cluster.Pass(1);
        var mixed = false;
        using var watch = _cluster.Store.Subscribe(_ => mixed |= _cluster.Pods.Select(pod => pod.Label("pod-template-hash")).Distinct().Count() > 1);

        _cluster.SetImage("web", "shop/web:2");
        _cluster.Pass(5);

        mixed.Should().BeFalse();
        Web().Number("status", "updatedReplicas").Should().Be(2);
    }

    [Fact]
    public void Old_replica_sets_beyond_the_history_limit_are_forgotten()
    {
        _cluster.Deploy("web", 1, extra: ""","revisionHistoryLimit":1""");
        foreach (var version in new[] { 2, 3, 4 })
        {
            _cluster.SetImage("web", $"shop/web:{version}");
            _cluster.Pass(5);
        }

        _cluster.All(BuiltInTypes.ReplicaSet).Should().HaveCount(2);
    }

    [Fact]
    public void A_paused_deployment_scales_but_rolls_nothing_out()
    {
        _cluster.Deploy("web", 1);
        _cluster.Edit(BuiltInTypes.Deployment, "web", obj => obj["spec"]!["paused"] = true);
        _cluster.SetImage("web", "shop/web:2");
        _cluster.Edit(BuiltInTypes.Deployment, "web", obj => obj["spec"]!["replicas"] = 3);
        _cluster.Pass(5);

        _cluster.Pods.Should().HaveCount(3).And.OnlyContain(pod => pod["spec"]!["containers"]![0]!["image"]!.GetValue<string>() == "shop/web:1");
        Conditions.Find(Web()["status"], "Progressing").Text("reason").Should().Be("DeploymentPaused");
    }

    [Fact]
    public void An_orphaned_replica_set_that_matches_is_adopted_and_scaled_to_zero()
    {
        _cluster.Deploy("web", 1);
        _cluster.Create(BuiltInTypes.ReplicaSet, """
            {"metadata":{"name":"stray","labels":{"app":"web","x":"y"}},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web","x":"y"}},
             "template":{"metadata":{"labels":{"app":"web","x":"y"}},"spec":{"containers":[{"name":"app","image":"old"}]}}}}
            """);
        _cluster.Pass(5);

        var stray = _cluster.Get(BuiltInTypes.ReplicaSet, "stray");
        stray.ControllerRef().Text("name").Should().Be("web");
        stray.Number("spec", "replicas").Should().Be(0);
        _cluster.Pods.Should().HaveCount(1);
    }

    [Fact]
    public void A_rollout_that_does_not_move_exceeds_its_progress_deadline()
    {
        _cluster.Deploy("web", 1, extra: ""","progressDeadlineSeconds":30""");
        _cluster.Pass(1);

        _cluster.SetImage("web", "shop/web:does-not-exist");
        _cluster.Pass(29);
        Conditions.Status(Web(), "Progressing").Should().Be("True");
        _cluster.Pass(3);

        Conditions.Find(Web()["status"], "Progressing").Text("reason").Should().Be("ProgressDeadlineExceeded");
        Conditions.Status(Web(), "Available").Should().Be("True");
    }

    [Fact]
    public void Availability_waits_for_min_ready_seconds()
    {
        _cluster.Deploy("web", 1, extra: ""","minReadySeconds":10""");
        _cluster.Pass(5);
        Web().Number("status", "availableReplicas").Should().BeNull();
        _cluster.Pass(6);

        Web().Number("status", "availableReplicas").Should().Be(1);
    }

    [Fact]
    public void A_quiet_cluster_writes_nothing()
    {
        _cluster.Deploy("web", 3);
        _cluster.Service("web", "web");
        _cluster.Pass(60);
        var version = _cluster.Store.Version;

        _cluster.Pass(TimeSpan.FromHours(1));

        _cluster.Store.Version.Should().Be(version);
    }

    [Fact]
    public void Shrinking_takes_a_pod_that_is_not_ready_first()
    {
        _cluster.Deploy("web", 2);
        _cluster.Pass(1);
        var ready = _cluster.Pods.Select(ObjectMeta.Name).ToList();
        _cluster.Edit(BuiltInTypes.Deployment, "web", obj => obj["spec"]!["replicas"] = 3);

        _cluster.Edit(BuiltInTypes.Deployment, "web", obj => obj["spec"]!["replicas"] = 2);
        _cluster.Pass(5);

        _cluster.Pods.Select(ObjectMeta.Name).Should().BeEquivalentTo(ready);
    }

    [Fact]
    public void The_same_steps_give_the_same_cluster_to_the_letter()
    {
        static List<string> Run()
        {
            using var cluster = new SteppedCluster();
            var log = new List<string>();
            using var watch = cluster.Store.Subscribe(change => log.Add(change.Verb + change.Object.ToJsonString()));
            cluster.Deploy("web", 3);
            cluster.Service("web", "web");
            cluster.Pass(5);
            cluster.SetImage("web", "shop/web:2");
            cluster.Pass(30);
            cluster.Delete(BuiltInTypes.Deployment, "web", "Foreground");
            cluster.Pass(30);
            return log;
        }

        Run().Should().Equal(Run());
    }

    [Fact]
    public void A_change_of_size_in_the_middle_of_a_rollout_is_shared_out()
    {
        _cluster.Deploy("web", 10);
        _cluster.Pass(1);
        _cluster.SetImage("web", "shop/web:does-not-exist");
        _cluster.Pass(1);

        _cluster.Edit(BuiltInTypes.Deployment, "web", obj => obj["spec"]!["replicas"] = 20);
        _cluster.Pass(5);

        var sizes = _cluster.All(BuiltInTypes.ReplicaSet).Select(set => set.Count(0, "spec", "replicas")).OrderDescending().ToList();
        sizes.Sum().Should().Be(25);
        sizes.Should().OnlyContain(size => size > 0);
        Web().Number("status", "availableReplicas").Should().BeGreaterThan(8);
    }

    private JsonObject Web() => _cluster.Get(BuiltInTypes.Deployment, "web");
}
