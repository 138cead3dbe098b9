using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Tests.Controllers;

public sealed class OwnershipTests : IDisposable
{
    private readonly SteppedCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_background_deletion_takes_everything_owned_along()
    {
        _cluster.Deploy("web", 2);
        _cluster.Pass(1);

        _cluster.Delete(BuiltInTypes.Deployment, "web");
        _cluster.Find(BuiltInTypes.Deployment, "web").Should().BeNull();
        _cluster.Pass(5);

        _cluster.All(BuiltInTypes.ReplicaSet).Should().BeEmpty();
        _cluster.Pods.Should().BeEmpty();
    }

    [Fact]
    public void A_foreground_deletion_keeps_the_owner_until_the_last_pod_has_gone()
    {
        _cluster.Deploy("web", 2);
        _cluster.Pass(1);

        _cluster.Delete(BuiltInTypes.Deployment, "web", "Foreground");

        _cluster.Get(BuiltInTypes.Deployment, "web").HasFinalizer("foregroundDeletion").Should().BeTrue();
        _cluster.Pods.Should().HaveCount(2).And.OnlyContain(pod => pod.IsDeleting());
        _cluster.Pass(5);
        _cluster.Find(BuiltInTypes.Deployment, "web").Should().BeNull();
        _cluster.Pods.Should().BeEmpty();
    }

    [Fact]
    public void An_orphaning_deletion_leaves_the_replica_set_and_its_pods()
    {
        _cluster.Deploy("web", 1);
        _cluster.Pass(1);

        _cluster.Delete(BuiltInTypes.Deployment, "web", "Orphan");
        _cluster.Pass(5);

        _cluster.Find(BuiltInTypes.Deployment, "web").Should().BeNull();
        _cluster.All(BuiltInTypes.ReplicaSet).Single().ControllerRef().Should().BeNull();
        _cluster.Pods.Should().HaveCount(1);
    }

    [Fact]
    public void An_object_whose_owner_has_another_uid_is_collected()
    {
        _cluster.Create(BuiltInTypes.ConfigMap, """{"metadata":{"name":"owner"}}""");

        _cluster.Create(BuiltInTypes.ConfigMap, """
            {"metadata":{"name":"owned","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"00000000-0000-0000-0000-000000000000"}]}}
            """);

        _cluster.Find(BuiltInTypes.ConfigMap, "owned").Should().BeNull();
        _cluster.Find(BuiltInTypes.ConfigMap, "owner").Should().NotBeNull();
    }

    [Fact]
    public void A_namespace_has_what_the_api_server_is_trusted_by_whoever_takes_it_away()
    {
        using var cluster = new SteppedCluster("certificate");
        string Kept() => cluster.Store.Get(BuiltInTypes.ConfigMap, "shop", "kube-root-ca.crt").Text("data", "ca.crt") ?? "";
        cluster.Create(BuiltInTypes.Namespace, """{"metadata":{"name":"shop"}}""");
        Kept().Should().Be("certificate");
        cluster.Store.Delete(BuiltInTypes.ConfigMap, "shop", "kube-root-ca.crt").Succeeded.Should().BeTrue();
        cluster.Settle();
        Kept().Should().Be("certificate");
        var changed = cluster.Store.Get(BuiltInTypes.ConfigMap, "shop", "kube-root-ca.crt")!.Copy();
        changed["data"]!["ca.crt"] = "forged";
        cluster.Store.Update(BuiltInTypes.ConfigMap, changed).Succeeded.Should().BeTrue();
        cluster.Settle();
        Kept().Should().Be("certificate");
        cluster.Delete(BuiltInTypes.Namespace, "shop");
        cluster.Store.Get(BuiltInTypes.Namespace, null, "shop").Should().BeNull("it is not made again in what goes");
        _cluster.Store.List(BuiltInTypes.ConfigMap, "default").Should().BeEmpty("over plain HTTP there is none");
    }

    [Fact]
    public void A_namespace_has_a_default_service_account_and_goes_with_all_its_content()
    {
        _cluster.Create(BuiltInTypes.Namespace, """{"metadata":{"name":"shop"}}""");
        _cluster.Store.Get(BuiltInTypes.ServiceAccount, "shop", "default").Should().NotBeNull();
        _cluster.Create(BuiltInTypes.ConfigMap, """{"metadata":{"name":"held","namespace":"shop","finalizers":["example.com/hold"]}}""");

        _cluster.Delete(BuiltInTypes.Namespace, "shop");

        _cluster.Store.Get(BuiltInTypes.Namespace, null, "shop").Text("status", "phase").Should().Be("Terminating");
        var held = _cluster.Store.Get(BuiltInTypes.ConfigMap, "shop", "held")!.Copy();
        held["metadata"]!.AsObject().Remove("finalizers");
        _cluster.Store.Update(BuiltInTypes.ConfigMap, held).Succeeded.Should().BeTrue();
        _cluster.Settle();
        _cluster.Store.Get(BuiltInTypes.Namespace, null, "shop").Should().BeNull();
    }
}
