using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Authorization;
using Penumbra.Sandbox.ApiServer.CustomResources;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Storage;

namespace Penumbra.Sandbox.ApiServer.Discovery;

/// <summary>What is served: <c>/version</c>, <c>/api</c>, <c>/apis</c>, the groups and their resources, also in the aggregated form.</summary>
internal sealed class DiscoveryHandler(ClusterStore store)
{
    private static readonly JsonArray Addresses = [];

    /// <summary>The answer, or null when the path is not one of discovery.</summary>
    public ApiResponse? Handle(ApiRequest request)
    {
        var path = request.Path.TrimEnd('/');
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["healthz" or "livez" or "readyz", ..] => ApiResponse.Text(200, "ok"),
            ["version"] => ApiResponse.Json(200, Version()),
            ["api"] => Aggregated(request, core: true) ?? ApiResponse.Json(200, new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray((JsonNode)"v1"), ["serverAddressByClientCIDRs"] = Addresses.DeepClone() }),
            ["apis"] => Aggregated(request, core: false) ?? ApiResponse.Json(200, Groups()),
            ["api", "v1"] => Resources("", "v1"),
            ["apis", var group] => Group(group) is { } found ? ApiResponse.Json(200, found) : null,
            ["apis", var group, var version] => Resources(group, version),
            _ => null,
        };
    }

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = "v1.36.0+penumbra-sandbox",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "dotnet",
        ["platform"] = "linux/amd64",
    };

    private JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = JsonAccess.ArrayOf(GroupNames().Select(name => (JsonNode)Group(name)!)),
    };

    private IEnumerable<string> GroupNames() =>
        store.Locked(() => store.Registry.All).Select(resource => resource.Type.Group).Concat(ReviewHandler.Kinds.Select(kind => kind.Group)).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal);

    private IReadOnlyList<string> Versions(string group)
    {
        var served = store.Locked(() => store.Registry.All).Where(resource => resource.Type.Group == group).SelectMany(resource => resource.Versions).Select(version => version.Name);
        return [.. served.Concat(ReviewHandler.Kinds.Where(kind => kind.Group == group).Select(_ => "v1")).Distinct().OrderBy(name => name, VersionOrder.Comparer)];
    }

    private JsonObject? Group(string name)
    {
        var versions = Versions(name);
        if (versions.Count == 0 || name.Length == 0) return null;
        JsonObject Entry(string version) => new() { ["groupVersion"] = $"{name}/{version}", ["version"] = version };
        return new JsonObject
        {
            ["kind"] = "APIGroup",
            ["apiVersion"] = "v1",
            ["name"] = name,
            ["versions"] = JsonAccess.ArrayOf(versions.Select(version => (JsonNode)Entry(version))),
            ["preferredVersion"] = Entry(versions[0]),
        };
    }

    private ApiResponse? Resources(string group, string version)
    {
        var entries = DiscoveredResource.In(store.Locked(() => store.Registry.All), group, version);
        if (entries.Count == 0) return null;
        return ApiResponse.Json(200, new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = JsonAccess.ArrayOf(entries.Select(entry => (JsonNode)entry.Plain(group, version))),
        });
    }

    private ApiResponse? Aggregated(ApiRequest request, bool core)
    {
        var accept = request.Header("Accept") ?? "";
        var form = accept.Split(',').Select(part => part.Trim()).FirstOrDefault(part => part.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal));
        if (form is null || !accept.StartsWith("application/json;", StringComparison.Ordinal)) return null;
        var version = form.Contains("v=v2beta1", StringComparison.Ordinal) ? "v2beta1" : "v2";
        var resources = store.Locked(() => store.Registry.All);
        IEnumerable<string> groups = core ? [""] : GroupNames();
        var list = new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = $"apidiscovery.k8s.io/{version}",
            ["metadata"] = new JsonObject(),
            ["items"] = JsonAccess.ArrayOf(groups.Select(group => (JsonNode)AggregatedGroup(resources, group))),
        };
        return ApiResponse.Json(200, list) with { ContentType = $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" };
    }

    private JsonObject AggregatedGroup(IReadOnlyList<ServedResource> resources, string group) => new()
    {
        ["metadata"] = group.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = group },
        ["versions"] = JsonAccess.ArrayOf(Versions(group).Select(version => (JsonNode)new JsonObject
        {
            ["version"] = version,
            ["freshness"] = "Current",
            ["resources"] = JsonAccess.ArrayOf(DiscoveredResource.In(resources, group, version).Where(entry => entry.Subresource.Length == 0).Select(entry =>
                (JsonNode)entry.Aggregated(group, version, DiscoveredResource.In(resources, group, version)))),
        })),
    };
}
