using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Admission;

/// <summary>The rules of built-in kinds that no schema says: what may not change, what must fit together.</summary>
internal static class BuiltInRules
{
    private const int MostMatches = 128;

    public static IReadOnlyList<FieldError> Check(ResourceType type, JsonObject obj, JsonObject? current) => type.Kind switch
    {
        "Deployment" or "ReplicaSet" => [.. Selector(obj), .. Unchanged(obj, current, "selector"), .. Restart(obj, "Always")],
        "Job" => [.. Unchanged(obj, current, "selector", "template", "completionMode"), .. Restart(obj, "OnFailure", "Never")],
        "CronJob" => [.. Schedule(obj)],
        "Pod" => Pod(obj, current),
        "Service" => Service(obj, current),
        "ConfigMap" or "Secret" => Immutable(obj, current),
        "RoleBinding" or "ClusterRoleBinding" => RoleRef(obj, current),
        "HTTPRoute" => Route(obj),
        "CustomResourceDefinition" => Definition(obj, current),
        _ => [],
    };

    private static IEnumerable<FieldError> Schedule(JsonObject obj)
    {
        var spec = obj.Obj("spec");
        if (spec.Str("schedule") is { } schedule && Controllers.Jobs.CronSchedule.Parse(schedule) is null)
            yield return FieldError.Invalid("spec.schedule", schedule, "it is no schedule of five fields, no @daily or the like, and no @every with a duration");
        if (spec.Str("timeZone") is { Length: > 0 } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            yield return FieldError.Invalid("spec.timeZone", zone, $"unknown time zone {zone}");
    }

    private static IEnumerable<FieldError> Selector(JsonObject obj)
    {
        var spec = obj.Obj("spec");
        var selector = spec.Obj("selector");
        var wished = selector.Obj("matchLabels");
        if (wished is not { Count: > 0 } && selector.Arr("matchExpressions") is not { Count: > 0 })
        {
            yield return FieldError.Invalid("spec.selector", selector ?? [], "empty selector is invalid for deployment");
            yield break;
        }

        var labels = spec.Obj("template").Obj("metadata").Obj("labels");
        if ((wished ?? []).Any(pair => labels.Str(pair.Key) != pair.Value.AsString()))
        {
            yield return FieldError.Invalid("spec.template.metadata.labels", labels ?? [], "`selector` does not match template `labels`");
        }

        if (spec.Obj("template").Obj("spec").Arr("containers") is not { Count: > 0 }) yield return FieldError.Required("spec.template.spec.containers");
    }

    private static IEnumerable<FieldError> Restart(JsonObject obj, params string[] allowed)
    {
        var policy = obj.Obj("spec").Obj("template").Obj("spec")?["restartPolicy"];
        if (policy.AsString() is { } text && !allowed.Contains(text))
        {
            yield return FieldError.Unsupported("spec.template.spec.restartPolicy", policy, allowed.Select(name => $"\"{name}\""));
        }
    }

    private static IEnumerable<FieldError> Unchanged(JsonObject obj, JsonObject? current, params string[] members)
    {
        if (current is null) yield break;
        foreach (var member in members)
        {
            var value = obj.Obj("spec")?[member];
            if (!JsonNode.DeepEquals(value, current.Obj("spec")?[member])) yield return FieldError.Invalid($"spec.{member}", value, "field is immutable");
        }
    }

    private static IReadOnlyList<FieldError> Pod(JsonObject obj, JsonObject? current)
    {
        if (obj.Obj("spec").Arr("containers") is not { Count: > 0 }) return [FieldError.Required("spec.containers")];
        if (current is null) return [];

        // Images, tolerations, deadlines and the node (once) are what may change.
        var (was, wished) = (Fixed(current), Fixed(obj));
        var bound = current.Obj("spec").Str("nodeName") is not { Length: > 0 };
        if (bound) was.Remove("nodeName");
        if (bound) wished.Remove("nodeName");
        return JsonNode.DeepEquals(was, wished)
            ? []
            : [FieldError.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)")];
    }

    private static JsonObject Fixed(JsonObject pod)
    {
        var spec = pod.Obj("spec")?.Copy() ?? [];
        foreach (var name in (string[])["tolerations", "activeDeadlineSeconds", "terminationGracePeriodSeconds", "schedulingGates", "ephemeralContainers"]) spec.Remove(name);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var container in (spec.Arr(list) ?? []).OfType<JsonObject>()) container.Remove("image");
        }

        return spec;
    }

    private static List<FieldError> Service(JsonObject obj, JsonObject? current)
    {
        var errors = new List<FieldError>();
        var spec = obj.Obj("spec");
        var ports = (spec.Arr("ports") ?? []).OfType<JsonObject>().ToArray();
        if (ports.Length == 0 && spec.Str("type") != "ExternalName" && spec.Str("clusterIP") != "None") errors.Add(FieldError.Required("spec.ports"));
        for (var i = 0; i < ports.Length; i++)
        {
            if (ports.Length > 1 && string.IsNullOrEmpty(ports[i].Str("name"))) errors.Add(FieldError.Required($"spec.ports[{i}].name"));
            if (ports[i].Int("port") is < 1 or > 65535) errors.Add(FieldError.Invalid($"spec.ports[{i}].port", ports[i]["port"], "must be between 1 and 65535, inclusive"));
            var name = ports[i].Str("name");
            if (name is not null && ports.Take(i).Any(port => port.Str("name") == name)) errors.Add(FieldError.Duplicate($"spec.ports[{i}].name", ports[i]["name"]));
        }

        var (was, ip) = (current?.Obj("spec").Str("clusterIP"), spec.Str("clusterIP"));
        if (was is { Length: > 0 } && spec.Str("type") != "ExternalName" && ip != was) errors.Add(FieldError.Invalid("spec.clusterIPs[0]", JsonAccess.ArrayOf([ip ?? ""]), "may not change once set"));
        return errors;
    }

    private static IReadOnlyList<FieldError> Immutable(JsonObject obj, JsonObject? current)
    {
        if (current?.Bool("immutable") != true) return [];
        var same = JsonNode.DeepEquals(obj["data"], current["data"]) && JsonNode.DeepEquals(obj["binaryData"], current["binaryData"]);
        return same && obj.Bool("immutable") == true ? [] : [FieldError.Forbidden("data", "field is immutable when `immutable` is set")];
    }

    private static IReadOnlyList<FieldError> RoleRef(JsonObject obj, JsonObject? current) =>
        current is null || JsonNode.DeepEquals(obj["roleRef"], current["roleRef"]) ? [] : [FieldError.Invalid("roleRef", obj["roleRef"], "cannot change roleRef")];

    private static List<FieldError> Route(JsonObject obj)
    {
        var errors = new List<FieldError>();
        var rules = (obj.Obj("spec").Arr("rules") ?? []).OfType<JsonObject>().ToArray();
        if (rules.Sum(rule => rule.Arr("matches")?.Count ?? 0) > MostMatches)
        {
            errors.Add(FieldError.Invalid("spec", "object", "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128"));
        }

        for (var i = 0; i < rules.Length; i++)
        {
            var matches = (rules[i].Arr("matches") ?? []).OfType<JsonObject>().ToArray();
            for (var j = 0; j < matches.Length; j++)
            {
                var path = matches[j].Obj("path");
                if (path.Str("type") is "Exact" or "PathPrefix" && path.Str("value")?.StartsWith('/') == false)
                {
                    errors.Add(FieldError.InvalidRaw($"spec.rules[{i}].matches[{j}].path", "\"object\"", "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']"));
                }
            }

            var backends = (rules[i].Arr("backendRefs") ?? []).OfType<JsonObject>().ToArray();
            for (var j = 0; j < backends.Length; j++)
            {
                if (backends[j].Str("group") is "" && backends[j].Str("kind") is "Service" && backends[j]["port"] is null)
                {
                    errors.Add(FieldError.InvalidRaw($"spec.rules[{i}].backendRefs[{j}]", "\"object\"", "Must have port for Service reference"));
                }
            }
        }

        return errors;
    }

    private static List<FieldError> Definition(JsonObject obj, JsonObject? current)
    {
        var errors = new List<FieldError>();
        var spec = obj.Obj("spec");
        var name = $"{spec.Obj("names").Str("plural")}.{spec.Str("group")}";
        if (obj.ObjectName() != name) errors.Add(FieldError.Invalid("metadata.name", obj.ObjectName(), "must be spec.names.plural+\".\"+spec.group"));
        var versions = (spec.Arr("versions") ?? []).OfType<JsonObject>().ToArray();
        if (versions.Count(version => version.Bool("storage") == true) != 1) errors.Add(FieldError.Invalid("spec.versions", spec?["versions"], "must have exactly one version marked as storage version"));
        for (var i = 0; i < versions.Length; i++)
        {
            if (versions[i].Obj("schema").Obj("openAPIV3Schema") is null) errors.Add(FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required"));
        }

        if (current is null) return errors;
        if (!JsonNode.DeepEquals(spec?["scope"], current.Obj("spec")?["scope"])) errors.Add(FieldError.Invalid("spec.scope", spec?["scope"], "field is immutable"));
        if (!JsonNode.DeepEquals(spec?["group"], current.Obj("spec")?["group"])) errors.Add(FieldError.Invalid("spec.group", spec?["group"], "field is immutable"));
        return errors;
    }
}
