using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>The shadow's own Deployment and Service: the template's pods, told apart by our keys, behind a Service that nobody but the comparison server knows. Pure.</summary>
/// <param name="entry">The shadow, readable.</param>
public sealed class PodManifests(ShadowEntry entry)
{
    private readonly string _name = ShadowNames.Pods(entry.Name);

    /// <summary>The Deployment.</summary>
    /// <param name="template">The template Deployment as it is stored.</param>
    /// <param name="fingerprint">What identifies its pod template.</param>
    /// <param name="replicas">How many pods.</param>
    public JsonObject Deployment(JsonObject template, string fingerprint, int replicas)
    {
        var pods = (JsonObject)template["spec"]!["template"]!.DeepClone();
        var metadata = pods["metadata"] as JsonObject ?? [];
        var labels = metadata["labels"] as JsonObject ?? [];
        foreach (var (key, value) in Labels()) labels[key] = value?.DeepClone();
        var made = new JsonObject { ["labels"] = labels.DeepClone() };
        if (metadata["annotations"] is { } annotations) made["annotations"] = annotations.DeepClone();
        pods["metadata"] = made;
        var deployment = ShadowManifest.Object(entry, "apps/v1", "Deployment", _name);
        deployment["metadata"]!["annotations"]![Keys.Applied] = fingerprint;
        deployment["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = new JsonObject { ["matchLabels"] = Labels() }, ["template"] = pods };
        return deployment;
    }

    /// <summary>The Service.</summary>
    /// <param name="port">The container's port.</param>
    /// <param name="protocol">What live speaks at its own: the shadow takes its place, and is asked the same way. Null where live does not say.</param>
    public JsonObject Service(int port, string? protocol)
    {
        var service = ShadowManifest.Object(entry, "v1", "Service", _name);
        var made = new JsonObject { ["name"] = "http", ["port"] = port, ["targetPort"] = port, ["protocol"] = "TCP" };
        if (protocol is not null) made["appProtocol"] = protocol;
        service["spec"] = new JsonObject { ["selector"] = Labels(), ["ports"] = new JsonArray(made) };
        return service;
    }

    /// <summary>Without a comparison server: the Service that copies go to, under the server's name, so that a filter which names it is always ours.</summary>
    /// <param name="pods">Whom it selects.</param>
    /// <param name="port">The port that the gateway copies to.</param>
    /// <param name="targetPort">The pods' port, a number or a name.</param>
    /// <param name="digest">What identifies all of this.</param>
    public JsonObject Direct(JsonNode pods, int port, JsonNode targetPort, string digest)
    {
        var service = ShadowManifest.Object(entry, "v1", "Service", ShadowNames.Server(entry.Name));
        service["metadata"]!["annotations"]![Keys.Applied] = digest;
        var made = new JsonObject { ["name"] = "copies", ["port"] = port, ["targetPort"] = targetPort.DeepClone(), ["protocol"] = "TCP" };
        if (port == ShadowNames.Http2CopyPort) made["appProtocol"] = ServiceSpecView.Http2;
        service["spec"] = new JsonObject { ["selector"] = pods.DeepClone(), ["ports"] = new JsonArray(made) };
        return service;
    }

    private JsonObject Labels() => new() { [Keys.Shadow] = entry.Name, [Keys.ShadowPart] = ShadowNames.Copy };

    /// <summary>The pod labels of a template, with ours: what Services select by.</summary>
    public static SortedDictionary<string, string> LabelsOf(JsonObject template)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in template["spec"]?["template"]?["metadata"]?["labels"] as JsonObject ?? []) labels[key] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return labels;
    }
}
