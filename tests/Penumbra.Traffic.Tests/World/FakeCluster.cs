using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.GatewayApi;

namespace Penumbra.Traffic.Tests.World;

/// <summary>An API server in a few lines: it defaults routes, checks the preconditions of patches, and counts generations.</summary>
public sealed class FakeCluster
{
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private int _version = 100;

    public FakeCluster()
    {
        Routes = new FakeInformer<HttpRouteView>(ResourceKinds.HttpRoute, () => Read("HTTPRoute", TrafficJson.Default.HttpRouteView));
        Services = new FakeInformer<ServiceView>(ResourceKinds.Service, () => Read("Service", ViewJson.Default.ServiceView));
        Gateways = new FakeInformer<CustomView>(ResourceKinds.Gateway, () => Read("Gateway", ViewJson.Default.CustomView));
        GatewayClasses = new FakeInformer<CustomView>(ResourceKinds.GatewayClass, () => Read("GatewayClass", ViewJson.Default.CustomView));
        VirtualServices = new FakeInformer<CustomView>(ResourceKinds.VirtualService, () => Read("VirtualService", ViewJson.Default.CustomView));
    }

    public FakeInformer<HttpRouteView> Routes { get; }

    public FakeInformer<ServiceView> Services { get; }

    public FakeInformer<CustomView> Gateways { get; }

    public FakeInformer<CustomView> GatewayClasses { get; }

    public FakeInformer<CustomView> VirtualServices { get; }

    /// <summary>Takes out of a stored object what an older definition does not declare.</summary>
    public Action<JsonObject> Prune { get; init; } = _ => { };

    public List<ObjectWrite> Writes { get; } = [];

    public JsonObject Get(string kind, string name) => _objects[$"{kind}/{name}"];

    public bool Has(string kind, string name) => _objects.ContainsKey($"{kind}/{name}");

    public void Delete(string kind, string name) => _objects.Remove($"{kind}/{name}");

    public void Put(JsonNode given)
    {
        var stored = (JsonObject)given.DeepClone();
        var metadata = stored["metadata"]!.AsObject();
        if (stored["kind"]!.GetValue<string>() != "GatewayClass") metadata["namespace"] ??= "shop";
        metadata["uid"] ??= $"uid-{metadata["name"]}";
        metadata["generation"] ??= 1;
        Store(stored);
    }

    /// <summary>Changes an object as somebody else would.</summary>
    public void Edit(string kind, string name, Action<JsonObject> change)
    {
        var changed = (JsonObject)Get(kind, name).DeepClone();
        change(changed);
        Replace(Get(kind, name), changed);
    }

    /// <summary>Sends a planned write as the executor does: planned anew after a conflict.</summary>
    public void Send(PlannedWrite? planned)
    {
        if (planned is null) return;
        var write = planned.Write;
        for (var attempt = 0; attempt < 4; attempt++)
        {
            if (TryWrite(write)) return;
            var next = planned.Replan?.Invoke((JsonObject)Get(write.Kind.Kind, write.Key.Name).DeepClone());
            if (next is null) return;
            write = next;
        }

        throw new InvalidOperationException("the write does not get through");
    }

    public bool TryWrite(ObjectWrite write)
    {
        var name = $"{write.Kind.Kind}/{write.Key.Name}";
        if (write.Verb == WriteVerb.Create)
        {
            if (_objects.ContainsKey(name)) return false;
            Put(write.Body!);
            Writes.Add(write);
            return true;
        }

        write.Verb.Should().Be(WriteVerb.JsonPatch);
        var changed = (JsonObject)_objects[name].DeepClone();
        foreach (var operation in write.Body!.AsArray())
        {
            if (!Patches.Apply(changed, operation!.AsObject())) return false;
        }

        Replace(_objects[name], changed);
        Writes.Add(write);
        return true;
    }

    /// <summary>What the server would store of a patch.</summary>
    public JsonObject Rehearse(ObjectWrite write)
    {
        var changed = (JsonObject)Get(write.Kind.Kind, write.Key.Name).DeepClone();
        foreach (var operation in write.Body!.AsArray()) Patches.Apply(changed, operation!.AsObject()).Should().BeTrue();
        Prune(changed);
        if (write.Kind == ResourceKinds.HttpRoute) Defaults.Route(changed);
        return changed;
    }

    private void Replace(JsonObject before, JsonObject after)
    {
        Prune(after);
        if (after["kind"]!.GetValue<string>() == "HTTPRoute") Defaults.Route(after);
        if (!JsonNode.DeepEquals(before["spec"], after["spec"])) after["metadata"]!["generation"] = before["metadata"]!["generation"]!.GetValue<int>() + 1;
        Store(after);
    }

    private void Store(JsonObject stored)
    {
        if (stored["kind"]!.GetValue<string>() == "HTTPRoute") Defaults.Route(stored);
        stored["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        // As it comes over the wire: numbers and strings of unknown origin.
        _objects[$"{stored["kind"]}/{stored["metadata"]!["name"]}"] = JsonNode.Parse(stored.ToJsonString())!.AsObject();
    }

    private List<T> Read<T>(string kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        [.. _objects.Where(pair => pair.Key.StartsWith($"{kind}/", StringComparison.Ordinal)).Select(pair => pair.Value.Deserialize(type)!)];
}
