using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Tables;

/// <summary>The columns that <c>kubectl get</c> shows for built-in kinds, between NAME and AGE.</summary>
internal static class BuiltInColumns
{
    public static IReadOnlyList<TableColumn> Of(ResourceType type) => type.Kind switch
    {
        "Pod" =>
        [
            Text("Ready", obj => $"{Containers(obj).Count(container => container.Bool("ready") == true)}/{obj.Obj("spec").Arr("containers")?.Count ?? 0}"),
            Text("Status", PodStatus),
            Text("Restarts", obj => Containers(obj).Sum(container => container.Int("restartCount") ?? 0).ToString()),
            Text("IP", obj => obj.Obj("status").Str("podIP") ?? None, 1),
            Text("Node", obj => obj.Obj("spec").Str("nodeName") ?? None, 1),
            Text("Nominated Node", obj => obj.Obj("status").Str("nominatedNodeName") ?? None, 1),
            Text("Readiness Gates", _ => None, 1),
        ],
        "Deployment" =>
        [
            Text("Ready", obj => $"{obj.Obj("status").Int("readyReplicas") ?? 0}/{obj.Obj("spec").Int("replicas") ?? 0}"),
            Number("Up-to-date", obj => obj.Obj("status").Int("updatedReplicas")),
            Number("Available", obj => obj.Obj("status").Int("availableReplicas")),
            .. Templates,
        ],
        "ReplicaSet" =>
        [
            Number("Desired", obj => obj.Obj("spec").Int("replicas")),
            Number("Current", obj => obj.Obj("status").Int("replicas")),
            Number("Ready", obj => obj.Obj("status").Int("readyReplicas")),
            .. Templates,
        ],
        "Service" =>
        [
            Text("Type", obj => obj.Obj("spec").Str("type") ?? "ClusterIP"),
            Text("Cluster-IP", obj => obj.Obj("spec").Str("clusterIP") ?? None),
            Text("External-IP", obj => Joined(obj.Obj("status").Obj("loadBalancer").Arr("ingress"), ingress => ingress.Str("ip") ?? ingress.Str("hostname") ?? "")),
            Text("Port(s)", obj => Joined(obj.Obj("spec").Arr("ports"), port => $"{port.Int("port")}{(port.Int("nodePort") is { } node ? $":{node}" : "")}/{port.Str("protocol")}")),
            Text("Selector", obj => Labels(obj.Obj("spec").Obj("selector")), 1),
        ],
        "Job" =>
        [
            Text("Status", obj => Conditions(obj).FirstOrDefault(condition => condition.Str("status") == "True").Str("type") ?? "Running"),
            Text("Completions", obj => $"{obj.Obj("status").Int("succeeded") ?? 0}/{obj.Obj("spec").Int("completions") ?? 1}"),
            new TableColumn("Duration", "string", (obj, context) => JobDuration(obj, context)),
        ],
        "CronJob" =>
        [
            Text("Schedule", obj => obj.Obj("spec").Str("schedule") ?? ""),
            Text("Timezone", obj => obj.Obj("spec").Str("timeZone") ?? None),
            Text("Suspend", obj => obj.Obj("spec").Bool("suspend") == true ? "True" : "False"),
            Number("Active", obj => obj.Obj("status").Arr("active")?.Count),
            new TableColumn("Last Schedule", "string", (obj, context) => obj.Obj("status").Str("lastScheduleTime") is { } last ? context.Age(last) : None),
        ],
        "Namespace" => [Text("Status", obj => obj.Obj("status").Str("phase") ?? "")],
        "ConfigMap" => [Number("Data", obj => (obj.Obj("data")?.Count ?? 0) + (obj.Obj("binaryData")?.Count ?? 0))],
        "Secret" => [Text("Type", obj => obj.Str("type") ?? ""), Number("Data", obj => obj.Obj("data")?.Count)],
        "ServiceAccount" => [Number("Secrets", obj => obj.Arr("secrets")?.Count)],
        "Event" => Event(type),
        "EndpointSlice" =>
        [
            Text("AddressType", obj => obj.Str("addressType") ?? ""),
            Text("Ports", obj => Joined(obj.Arr("ports"), port => port.Int("port")?.ToString() ?? "")),
            Text("Endpoints", obj => Joined(obj.Arr("endpoints"), endpoint => string.Join(",", endpoint.Arr("addresses").Strings()))),
        ],
        "Lease" => [Text("Holder", obj => obj.Obj("spec").Str("holderIdentity") ?? "")],
        "HorizontalPodAutoscaler" =>
        [
            Text("Reference", obj => $"{obj.Obj("spec").Obj("scaleTargetRef").Str("kind")}/{obj.Obj("spec").Obj("scaleTargetRef").Str("name")}"),
            Number("MinPods", obj => obj.Obj("spec").Int("minReplicas")),
            Number("MaxPods", obj => obj.Obj("spec").Int("maxReplicas")),
            Number("Replicas", obj => obj.Obj("status").Int("currentReplicas")),
        ],
        "RoleBinding" or "ClusterRoleBinding" => [Text("Role", obj => $"{obj.Obj("roleRef").Str("kind")}/{obj.Obj("roleRef").Str("name")}")],
        "CustomResourceDefinition" => [Text("Created At", obj => obj.Obj("metadata").Str("creationTimestamp") ?? "")],
        "GatewayClass" => [Text("Controller", obj => obj.Obj("spec").Str("controllerName") ?? ""), Text("Accepted", obj => Condition(obj, "Accepted"))],
        "Gateway" =>
        [
            Text("Class", obj => obj.Obj("spec").Str("gatewayClassName") ?? ""),
            Text("Address", obj => Joined(obj.Obj("status").Arr("addresses"), address => address.Str("value") ?? "", "")),
            Text("Programmed", obj => Condition(obj, "Programmed")),
        ],
        "HTTPRoute" => [Text("Hostnames", obj => obj.Obj("spec")?["hostnames"]?.ToJsonString() ?? "")],
        _ => [],
    };

    private const string None = "<none>";

    private static IEnumerable<TableColumn> Templates =>
    [
        Text("Containers", obj => Joined(TemplateContainers(obj), container => container.Str("name") ?? ""), 1),
        Text("Images", obj => Joined(TemplateContainers(obj), container => container.Str("image") ?? ""), 1),
        Text("Selector", obj => Labels(obj.Obj("spec").Obj("selector").Obj("matchLabels")), 1),
    ];

    private static IReadOnlyList<TableColumn> Event(ResourceType type)
    {
        var (about, note) = type.Group.Length == 0 ? ("involvedObject", "message") : ("regarding", "note");
        return
        [
            new TableColumn("Last Seen", "string", (obj, context) => context.Age(LastSeen(obj))),
            Text("Type", obj => obj.Str("type") ?? ""),
            Text("Reason", obj => obj.Str("reason") ?? ""),
            Text("Object", obj => $"{obj.Obj(about).Str("kind")?.ToLowerInvariant()}/{obj.Obj(about).Str("name")}"),
            Text("Message", obj => obj.Str(note)?.Trim() ?? ""),
        ];
    }

    private static string? LastSeen(JsonObject obj) =>
        obj.Obj("series").Str("lastObservedTime") ?? obj.Str("lastTimestamp") ?? obj.Str("deprecatedLastTimestamp") ?? obj.Str("eventTime") ?? obj.Obj("metadata").Str("creationTimestamp");

    private static string PodStatus(JsonObject pod)
    {
        if (pod.Obj("metadata").Str("deletionTimestamp") is not null) return "Terminating";
        foreach (var container in Containers(pod))
        {
            if (container.Obj("state").Obj("waiting").Str("reason") is { Length: > 0 } waiting) return waiting;
            if (container.Obj("state").Obj("terminated").Str("reason") is { Length: > 0 } terminated) return terminated;
        }

        return pod.Obj("status").Str("reason") ?? pod.Obj("status").Str("phase") ?? "Unknown";
    }

    private static JsonNode? JobDuration(JsonObject job, CellContext context)
    {
        if (!DateTimeOffset.TryParse(job.Obj("status").Str("startTime"), out var start)) return "";
        return CellContext.Human((DateTimeOffset.TryParse(job.Obj("status").Str("completionTime"), out var end) ? end : context.Now) - start);
    }

    private static JsonArray Containers(JsonObject pod) => pod.Obj("status").Arr("containerStatuses") ?? [];

    private static JsonArray? TemplateContainers(JsonObject obj) => obj.Obj("spec").Obj("template").Obj("spec").Arr("containers");

    private static JsonArray Conditions(JsonObject obj) => obj.Obj("status").Arr("conditions") ?? [];

    private static string Condition(JsonObject obj, string type) => Conditions(obj).FirstOrDefault(condition => condition.Str("type") == type).Str("status") ?? "";

    private static string Labels(JsonObject? labels) => labels is { Count: > 0 } ? string.Join(",", labels.Select(pair => $"{pair.Key}={pair.Value.AsString()}")) : None;

    private static string Joined(JsonArray? array, Func<JsonNode?, string> text, string none = None) => array is { Count: > 0 } ? string.Join(",", array.Select(text)) : none;

    private static TableColumn Text(string name, Func<JsonObject, string> value, int priority = 0) => new(name, "string", (obj, _) => value(obj)) { Priority = priority };

    private static TableColumn Number(string name, Func<JsonObject, long?> value) => new(name, "integer", (obj, _) => value(obj) ?? 0);
}
