using System.Text.Json;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Kubernetes.Tests.Informers;

public sealed class ServiceViewTests
{
    [Theory]
    [InlineData("Apply", "f:selector", "argocd-controller")]
    [InlineData("Apply", "f:ports", null)]
    [InlineData("Update", "f:selector", null)]
    public void An_applier_is_named_exactly_when_it_holds_the_selector(string operation, string field, string? applier)
    {
        var service = Read($$$"""
            {"apiVersion": "v1", "kind": "Service",
             "metadata": {"name": "checkout", "namespace": "shop", "labels": {"app": "x"}, "managedFields": [
               {"manager": "argocd-controller", "operation": "{{{operation}}}", "time": "2026-11-21T09:00:00Z", "fieldsV1": {"f:spec": {"{{{field}}}": { } } } },
               {"manager": "penumbra", "operation": "Apply", "time": "2026-11-21T08:00:00Z", "fieldsV1": {"f:spec": {"f:selector": { } } } }], "uid": "u"},
             "spec": {"selector": {"app": "checkout"}, "ports": [{"name": "http", "port": 80}]}, "status": {"loadBalancer": { } } }
            """);
        service.SelectorOwners.Applier.Should().Be(applier);
        service.SelectorOwners.ChangedBy.Should().Be(field == "f:selector" ? "argocd-controller" : null);
        (service.Name, service.Uid, service.Metadata.Labels["app"]).Should().Be(("checkout", "u", "x"));
        service.Spec.Selector.Should().ContainKey("app");
        service.Spec.Ports.Should().Equal(new ServicePortView("http", 80));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata": {}, "spec": {}}""")]
    [InlineData("""{"metadata": {"managedFields": null}, "spec": null, "status": null}""")]
    [InlineData("""{"metadata": {"managedFields": [null, {"manager": 1}, {"manager": "a", "fieldsV1": {"f:spec": 2}}]}}""")]
    public void A_bare_Service_belongs_to_nobody(string json)
    {
        Read(json).SelectorOwners.Should().Be(FieldOwners.Nobody);
        Read(json).Spec.Selector.Should().BeEmpty();
    }

    private static ServiceView Read(string json) => JsonSerializer.Deserialize(json, ViewJson.Default.ServiceView)!;
}
