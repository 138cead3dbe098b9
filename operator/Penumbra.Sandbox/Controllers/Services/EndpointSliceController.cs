using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Services;

/// <summary>Keeps EndpointSlices that name the pods which a Service selects, grouped by their resolved ports.</summary>
public sealed class EndpointSliceController(IClusterApi cluster) : IController
{
    /// <summary>The label that names the Service of a slice.</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string Manager = "endpointslice-controller.k8s.io";
    private const int MostEndpoints = 100;

    /// <inheritdoc/>
    public string Name => "endpointslice";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
    {
        if (change.Type == BuiltInTypes.Service)
            return [change.Object.Key()];
        if (change.Type == BuiltInTypes.EndpointSlice)
            return change.Object.Label(ManagedBy) == Manager && change.Object.Label(ServiceLabel) is { } service
                ? [new WorkKey(change.Object.Space(), service)] : [];
        if (change.Type != BuiltInTypes.Pod)
            return [];
        return [.. cluster.List(BuiltInTypes.Service, change.Object.Space())
            .Where(service => Selects(service, change.Object) || (change.Previous is { } previous && Selects(service, previous)))
                .Select(service => service.Key())];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        var slices = cluster.List(BuiltInTypes.EndpointSlice, key.Space)
            .Where(slice => slice.Label(ServiceLabel) == key.Name && slice.Label(ManagedBy) == Manager && !slice.IsDeleting()).ToList();
        var service = cluster.Get(BuiltInTypes.Service, key.Space, key.Name);
        if (service is null || service.IsDeleting() || service.Map("spec", "selector") is not { Count: > 0 }
            || service.Text("spec", "type") == "ExternalName")
        {
            foreach (var slice in service is null ? slices : [])
                cluster.Delete(BuiltInTypes.EndpointSlice, slice);
            return null;
        }
        var groups = new SortedDictionary<string, (JsonArray Ports, List<JsonObject> Endpoints)>(StringComparer.Ordinal);
        foreach (var pod in cluster.List(BuiltInTypes.Pod, key.Space).Where(pod => Selects(service, pod) && IsEndpoint(pod)))
        {
            var ports = Ports(service, pod);
            var name = ports.ToJsonString();
            if (!groups.TryGetValue(name, out var group))
                groups[name] = group = (ports, []);
            group.Endpoints.Add(Endpoint(service, pod));
        }
        if (groups.Count == 0)
            groups[""] = (Ports(service, null), []);
        var again = (TimeSpan?)null;
        foreach (var (ports, endpoints) in groups.Values)
        {
            foreach (var part in endpoints.Count == 0 ? [[]] : endpoints.Chunk(MostEndpoints))
            {
                // The slice that holds most of these endpoints already is the one to keep.
                var best = slices.OrderByDescending(slice => Overlap(slice, part))
                    .ThenByDescending(slice => JsonNode.DeepEquals(slice["ports"], ports)).FirstOrDefault();
                if (best is not null)
                    slices.Remove(best);
                if (!WriteSlice(service, best, ports, part))
                    again = ClusterWrites.Soon;
            }
        }
        foreach (var slice in slices)
            cluster.Delete(BuiltInTypes.EndpointSlice, slice);
        return again;
    }

    private static bool Selects(JsonObject service, JsonObject pod)
        => service.Map("spec", "selector") is { Count: > 0 } selector && LabelSelector.MatchesMap(selector, pod.Map("metadata", "labels"));

    private static bool IsEndpoint(JsonObject pod) => pod.Text("status", "podIP") is not null
        && pod.Text("status", "phase") is not ("Succeeded" or "Failed");

    private static int Overlap(JsonObject slice, JsonObject[] endpoints)
    {
        var names = endpoints.Select(endpoint => endpoint.Text("targetRef", "uid")).ToHashSet(StringComparer.Ordinal);
        return slice.Items("endpoints").Count(endpoint => names.Contains(endpoint.Text("targetRef", "uid")));
    }

    private bool WriteSlice(JsonObject service, JsonObject? slice, JsonArray ports, JsonObject[] endpoints)
    {
        void Fill(JsonObject target)
        {
            var labels = service.Map("metadata", "labels")?.Copy() ?? [];
            labels[ServiceLabel] = service.Name();
            labels[ManagedBy] = Manager;
            if (service.Text("spec", "clusterIP") == "None")
                labels["service.kubernetes.io/headless"] = "";
            target.Child("metadata")["labels"] = labels;
            target["ports"] = ports.DeepClone();
            target["endpoints"] = endpoints.ToJsonArray();
        }

        if (slice is not null)
            return cluster.Edit(BuiltInTypes.EndpointSlice, slice, Fill);
        var created = new JsonObject
        {
            ["apiVersion"] = BuiltInTypes.EndpointSlice.ApiVersion,
            ["kind"] = BuiltInTypes.EndpointSlice.Kind,
            ["metadata"] = new JsonObject
            {
                ["generateName"] = service.Name() + "-",
                ["namespace"] = service.Space(),
                ["ownerReferences"] = new JsonArray(ObjectMeta.OwnerReference(BuiltInTypes.Service, service)),
            },
            ["addressType"] = "IPv4",
        };
        Fill(created);
        return cluster.Create(BuiltInTypes.EndpointSlice, created).Succeeded;
    }

    private static JsonObject Endpoint(JsonObject service, JsonObject pod)
    {
        var serving = pod.IsReadyPod();
        return new JsonObject
        {
            ["addresses"] = new JsonArray((JsonNode?)pod.Text("status", "podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = service.Flag("spec", "publishNotReadyAddresses") || (serving && !pod.IsDeleting()),
                ["serving"] = serving,
                ["terminating"] = pod.IsDeleting(),
            },
            ["nodeName"] = pod.Text("spec", "nodeName"),
            ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["name"] = pod.Name(), ["namespace"] = pod.Space(), ["uid"] = pod.Uid() },
        };
    }

    private static JsonArray Ports(JsonObject service, JsonObject? pod)
    {
        var ports = new JsonArray();
        foreach (var port in service.Items("spec", "ports"))
        {
            if (TargetPort(port, pod) is not { } number)
                continue;
            ports.Add((JsonNode)new JsonObject
            {
                ["name"] = port.Text("name") ?? "",
                ["port"] = number,
                ["protocol"] = port.Text("protocol") ?? "TCP",
            });
        }
        return ports;
    }

    private static long? TargetPort(JsonObject port, JsonObject? pod)
    {
        if (port.Number("targetPort") is { } number)
            return number == 0 ? port.Number("port") : number;
        if (port.Text("targetPort") is not { } name)
            return port.Number("port");
        return pod.Items("spec", "containers").SelectMany(container => container.Items("ports"))
            .FirstOrDefault(candidate => candidate.Text("name") == name).Number("containerPort");
    }
}
