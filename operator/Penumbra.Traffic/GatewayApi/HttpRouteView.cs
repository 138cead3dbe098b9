using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>An HTTPRoute (gateway.networking.k8s.io/v1), as far as its steering needs it.</summary>
public sealed record HttpRouteView : IProjection
{
    /// <summary>What an informer of routes caches: those of all namespaces.</summary>
    public static ListQuery ListQuery { get; } = new(ResourceKinds.HttpRoute);

    /// <summary>The metadata, and who wrote the rules.</summary>
    public RouteMetadata Metadata { get; init => field = value ?? RouteMetadata.Empty; } = RouteMetadata.Empty;

    /// <summary>The spec as it is stored.</summary>
    public RawJson? Spec { get; init; }

    /// <summary>What the gateways say.</summary>
    public RouteStatusView Status { get; init => field = value ?? new(); } = new();

    /// <inheritdoc/>
    [JsonIgnore]
    public string Namespace => Metadata.Object.Namespace;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => Metadata.Object.Name;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Uid => Metadata.Object.Uid;

    /// <inheritdoc/>
    [JsonIgnore]
    public string ResourceVersion => Metadata.Object.ResourceVersion;

    /// <inheritdoc/>
    [JsonIgnore]
    public long? Generation => Metadata.Object.Generation;

    /// <summary>The marker of the last traffic write for an apex Service; null when there is none or it cannot be read.</summary>
    public TrafficMarker? MarkerOf(string apex) => TrafficMarker.Parse(Metadata.Object.Annotations.GetValueOrDefault(Keys.TrafficOf(apex)));

    /// <summary>The object as a tree, as far as it was kept: what a live one looks like to the planning.</summary>
    public JsonObject ToTree()
    {
        var metadata = new JsonObject { ["name"] = Name, ["namespace"] = Namespace, ["uid"] = Uid, ["resourceVersion"] = ResourceVersion };
        if (Generation is { } generation) metadata["generation"] = generation;
        if (Metadata.HasAnnotations) metadata["annotations"] = Tree(Metadata.Object.Annotations);
        if (Metadata.Object.Labels.Count > 0) metadata["labels"] = Tree(Metadata.Object.Labels);
        return new JsonObject { ["metadata"] = metadata, ["spec"] = Spec?.Parse() as JsonObject ?? [] };
    }

    private static JsonObject Tree(StringMap map) => new(map.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
}
