using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Admission;

/// <summary>The defaults of built-in kinds that depend on other fields, or on what is already stored.</summary>
internal sealed class BuiltInDefaults(ClusterStore store)
{
    /// <summary>Fills in the object in place.</summary>
    public void Apply(ResourceType type, JsonObject obj, JsonObject? current)
    {
        switch (type.Kind)
        {
            case "Namespace":
                if (current is null) obj.Ensure("spec")["finalizers"] = new JsonArray((JsonNode)"kubernetes");
                if (current is null) obj["status"] = new JsonObject { ["phase"] = "Active" };
                obj.Meta().Ensure("labels")["kubernetes.io/metadata.name"] = obj.ObjectName();
                break;
            case "Pod":
                if (obj.Obj("spec") is { } pod) PodSpec(pod);
                if (current is null)
                {
                    obj["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
                    if (obj.Obj("spec") is { } created) ServiceAccount(created);
                }

                break;
            case "Deployment":
                Deployment(obj);
                break;
            case "ReplicaSet":
                Template(obj.Obj("spec").Obj("template"));
                break;
            case "Job":
                Job(obj, current);
                break;
            case "CronJob":
                if (obj.Obj("spec").Obj("jobTemplate").Obj("spec").Obj("template") is { } template) Template(template);
                break;
            case "Service":
                Service(obj, current);
                break;
            case "Secret":
                EncodeStrings(obj);
                break;
            case "RoleBinding" or "ClusterRoleBinding":
                Subjects(obj);
                break;
            case "CustomResourceDefinition":
                Definition(obj, current);
                break;
        }
    }

    private static void Deployment(JsonObject obj)
    {
        if (obj.Obj("spec") is not { } spec) return;
        Template(spec.Obj("template"));
        var strategy = spec.Ensure("strategy");
        strategy["type"] ??= "RollingUpdate";
        if (strategy.Str("type") != "RollingUpdate") return;
        var rolling = strategy.Ensure("rollingUpdate");
        rolling["maxUnavailable"] ??= "25%";
        rolling["maxSurge"] ??= "25%";
    }

    private static void Template(JsonObject? template)
    {
        if (template is null) return;
        template.Ensure("metadata");
        if (template.Obj("spec") is { } spec) PodSpec(spec);
    }

    private static void PodSpec(JsonObject spec)
    {
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var container in (spec.Arr(list) ?? []).OfType<JsonObject>()) Container(container);
        }

        // The old name of the field is always kept equal.
        if (spec.Str("serviceAccountName") is { Length: > 0 } account) spec["serviceAccount"] = account;
        else if (spec.Str("serviceAccount") is { Length: > 0 } old) spec["serviceAccountName"] = old;
    }

    private static void ServiceAccount(JsonObject spec)
    {
        spec["serviceAccountName"] ??= "default";
        spec["serviceAccount"] = spec.Str("serviceAccountName");
        spec["enableServiceLinks"] ??= true;
        spec["preemptionPolicy"] ??= "PreemptLowerPriority";
        spec["priority"] ??= 0;
    }

    private static void Container(JsonObject container)
    {
        if (container["imagePullPolicy"] is null)
        {
            var image = container.Str("image") ?? "";
            var tag = image[(image.LastIndexOf('/') + 1)..];
            var latest = !tag.Contains('@') && (!tag.Contains(':') || tag.EndsWith(":latest", StringComparison.Ordinal));
            container["imagePullPolicy"] = latest ? "Always" : "IfNotPresent";
        }

        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.Obj(probe).Obj("httpGet") is not { } get) continue;
            get["scheme"] ??= "HTTP";
            get["path"] ??= "/";
        }

        foreach (var variable in (container.Arr("env") ?? []).OfType<JsonObject>())
        {
            if (variable.Obj("valueFrom").Obj("fieldRef") is { } field) field["apiVersion"] ??= "v1";
        }
    }

    private static void Job(JsonObject obj, JsonObject? current)
    {
        if (obj.Obj("spec") is not { } spec) return;
        Template(spec.Obj("template"));
        if (current is not null || spec.Bool("manualSelector") == true || spec["selector"] is not null) return;

        // A real API server writes the UID; the name is as unique here while the Job lives, and known before the UID is.
        var labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        labels["batch.kubernetes.io/job-name"] = obj.ObjectName();
        labels["job-name"] = obj.ObjectName();
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/job-name"] = obj.ObjectName() } };
    }

    private void Service(JsonObject obj, JsonObject? current)
    {
        if (obj.Obj("spec") is not { } spec) return;
        foreach (var port in (spec.Arr("ports") ?? []).OfType<JsonObject>()) port["targetPort"] ??= port["port"]?.DeepClone();
        spec["internalTrafficPolicy"] ??= "Cluster";
        var type = spec.Str("type");
        if (type == "ExternalName") return;
        if (type is "NodePort" or "LoadBalancer") spec["externalTrafficPolicy"] ??= "Cluster";
        if (type == "LoadBalancer") spec["allocateLoadBalancerNodePorts"] ??= true;
        var ip = spec.Str("clusterIP") is { Length: > 0 } wished ? wished : current?.Obj("spec").Str("clusterIP") ?? FreeAddress();
        spec["clusterIP"] = ip;
        spec["clusterIPs"] = new JsonArray((JsonNode)ip);
        spec["ipFamilies"] ??= new JsonArray((JsonNode)"IPv4");
        spec["ipFamilyPolicy"] ??= "SingleStack";
    }

    // .0.1 and .0.10 belong to the API server and to DNS in every cluster.
    private string FreeAddress()
    {
        var taken = store.Storage.Rows("/services", null).Select(row => row.Value.Obj("spec").Str("clusterIP")).ToHashSet();
        for (var i = 11; ; i++)
        {
            var address = $"{store.ServiceBlock}.{i / 256}.{i % 256}";
            if (!taken.Contains(address)) return address;
        }
    }

    private static void EncodeStrings(JsonObject obj)
    {
        if (obj.Obj("stringData") is not { } strings) return;
        var data = obj.Ensure("data");
        foreach (var (name, value) in strings) data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsString() ?? ""));
        obj.Remove("stringData");
    }

    private static void Subjects(JsonObject obj)
    {
        foreach (var subject in (obj.Arr("subjects") ?? []).OfType<JsonObject>())
        {
            if (subject.Str("kind") is "User" or "Group") subject["apiGroup"] ??= "rbac.authorization.k8s.io";
        }
    }

    private void Definition(JsonObject obj, JsonObject? current)
    {
        if (obj.Obj("spec").Obj("names") is not { } names || names.Str("kind") is not { } kind) return;
        names["singular"] ??= kind.ToLowerInvariant();
        names["listKind"] ??= kind + "List";
        var status = obj.Ensure("status");
        status["acceptedNames"] = names.DeepClone();
        status["storedVersions"] = JsonAccess.ArrayOf(
            [.. current?.Obj("status").Arr("storedVersions").Strings().Intersect(Versions(obj)) ?? [], .. Stored(obj).Except(current?.Obj("status").Arr("storedVersions").Strings() ?? [])]);
        if (current is null || status["conditions"] is null)
        {
            status["conditions"] = new JsonArray(
                Met("NamesAccepted", "NoConflicts", "no conflicts found"), Met("Established", "InitialNamesAccepted", "the initial names have been accepted"));
        }
    }

    private JsonObject Met(string type, string reason, string message) => new()
    {
        ["lastTransitionTime"] = store.Now,
        ["message"] = message,
        ["reason"] = reason,
        ["status"] = "True",
        ["type"] = type,
    };

    private static IEnumerable<string> Versions(JsonObject obj) =>
        (obj.Obj("spec").Arr("versions") ?? []).Select(version => version.Str("name")).OfType<string>();

    private static IEnumerable<string> Stored(JsonObject obj) =>
        (obj.Obj("spec").Arr("versions") ?? []).Where(version => version.Bool("storage") == true).Select(version => version.Str("name")).OfType<string>();
}
