using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Authorization;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Discovery;

/// <summary>A resource or subresource as discovery shows it.</summary>
internal sealed record DiscoveredResource(string Plural, string Subresource, string Singular, string Kind, bool Namespaced, IReadOnlyList<string> Verbs)
{
    private static readonly string[] All = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] Writes = ["get", "patch", "update"];

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The group of the kind where it is another one than the resource's.</summary>
    public (string Group, string Version)? KindIn { get; init; }

    /// <summary>What a version of a group serves, subresources behind their resource.</summary>
    public static IReadOnlyList<DiscoveredResource> In(IReadOnlyList<ServedResource> resources, string group, string version)
    {
        var entries = new List<DiscoveredResource>();
        foreach (var resource in resources.Where(resource => resource.Type.Group == group))
        {
            if (resource.Version(version) is not { } served) continue;
            var type = resource.Type;
            entries.Add(new DiscoveredResource(type.Plural, "", resource.Singular, type.Kind, type.Namespaced, All) { ShortNames = resource.ShortNames, Categories = resource.Categories });
            if (served.HasStatus) entries.Add(new DiscoveredResource(type.Plural, "status", "", type.Kind, type.Namespaced, Writes));
            if (served.Scale is not null) entries.Add(new DiscoveredResource(type.Plural, "scale", "", "Scale", type.Namespaced, Writes) { KindIn = ("autoscaling", "v1") });
            if (type == BuiltInTypes.Namespace) entries.Add(new DiscoveredResource(type.Plural, "finalize", "", type.Kind, false, ["update"]));
            if (type == BuiltInTypes.ServiceAccount) entries.Add(new DiscoveredResource(type.Plural, "token", "", "TokenRequest", true, ["create"]) { KindIn = ("authentication.k8s.io", "v1") });
        }

        entries.AddRange(ReviewHandler.Kinds.Where(kind => kind.Group == group && version == "v1").Select(kind => new DiscoveredResource(kind.Plural, "", kind.Kind.ToLowerInvariant(), kind.Kind, false, ["create"])));
        return entries;
    }

    /// <summary>The entry of an APIResourceList.</summary>
    public JsonObject Plain(string group, string version)
    {
        var entry = new JsonObject
        {
            ["name"] = Subresource.Length == 0 ? Plural : $"{Plural}/{Subresource}",
            ["singularName"] = Singular,
            ["namespaced"] = Namespaced,
        };
        if (KindIn is { } other) (entry["group"], entry["version"]) = (other.Group, other.Version);
        entry["kind"] = Kind;
        entry["verbs"] = JsonAccess.ArrayOf(Verbs);
        if (ShortNames.Count > 0) entry["shortNames"] = JsonAccess.ArrayOf(ShortNames);
        if (Categories.Count > 0) entry["categories"] = JsonAccess.ArrayOf(Categories);
        return entry;
    }

    /// <summary>The entry of an APIGroupDiscoveryList, with its subresources.</summary>
    public JsonObject Aggregated(string group, string version, IEnumerable<DiscoveredResource> siblings)
    {
        var entry = new JsonObject
        {
            ["resource"] = Plural,
            ["responseKind"] = ResponseKind(group, version),
            ["scope"] = Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = Singular,
            ["verbs"] = JsonAccess.ArrayOf(Verbs),
        };
        if (ShortNames.Count > 0) entry["shortNames"] = JsonAccess.ArrayOf(ShortNames);
        if (Categories.Count > 0) entry["categories"] = JsonAccess.ArrayOf(Categories);
        var subresources = siblings.Where(sibling => sibling.Plural == Plural && sibling.Subresource.Length > 0).Select(sibling => (JsonNode)new JsonObject
        {
            ["subresource"] = sibling.Subresource,
            ["responseKind"] = sibling.ResponseKind(group, version),
            ["verbs"] = JsonAccess.ArrayOf(sibling.Verbs),
        }).ToArray();
        if (subresources.Length > 0) entry["subresources"] = JsonAccess.ArrayOf(subresources);
        return entry;
    }

    private JsonObject ResponseKind(string group, string version) =>
        new() { ["group"] = KindIn?.Group ?? group, ["version"] = KindIn?.Version ?? version, ["kind"] = Kind };
}
