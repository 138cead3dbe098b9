using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Without a comparison server copies go to a Service of our own that selects the shadow's pods: a filter that named somebody else's Service could not be told from somebody else's filter. Pure.</summary>
public static class DirectCopies
{
    /// <summary>What the Service is made from: when it changes, it is made anew.</summary>
    /// <param name="shadow">The Service that names the shadow's pods.</param>
    /// <param name="port">Its port.</param>
    /// <param name="copyPort">The port that the gateway copies to.</param>
    public static string DigestOf(ServiceView shadow, int port, int copyPort) => Digest.Of(string.Create(CultureInfo.InvariantCulture, $"{shadow.Uid} {shadow.ResourceVersion} {port} {copyPort}"));

    /// <summary>The Service, from the whole of the one that names the shadow's pods; null where that has no such port.</summary>
    public static JsonObject? Service(ShadowEntry entry, JsonObject shadow, int port, int copyPort, string digest)
    {
        var found = (shadow["spec"]?["ports"] as JsonArray ?? []).FirstOrDefault(known => known?["port"]?.GetValue<int>() == port);
        if (found is null || shadow["spec"]?["selector"] is not JsonObject selector) return null;
        return new PodManifests(entry).Direct(selector, copyPort, found["targetPort"] ?? JsonValue.Create(port), digest);
    }
}
