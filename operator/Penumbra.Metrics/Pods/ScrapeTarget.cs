using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Metrics.Pods;

/// <summary>Where a pod is scraped, or why it cannot be. The address is always the pod's own, from its status.</summary>
/// <param name="Uri">Where, or null.</param>
/// <param name="Problem">Why not, or empty.</param>
internal readonly record struct ScrapeTarget(Uri? Uri, string Problem)
{
    private const string Prefix = "prometheus.io/";

    /// <summary>
    /// Reads the usual annotations: <c>prometheus.io/scrape</c>, <c>scheme</c>, <c>port</c> and <c>path</c>. Without a port: the container
    /// port named <c>metrics</c>, else the only one.
    /// </summary>
    public static ScrapeTarget Of(PodView pod)
    {
        if (!IPAddress.TryParse(pod.Status.PodIP, out var address)) return No("it has no address yet");
        if (string.Equals(Annotation(pod, "scrape"), "false", StringComparison.Ordinal)) return No("its annotation prometheus.io/scrape is \"false\"");
        if (Annotation(pod, "scheme") is not (null or "http")) return No("its annotation prometheus.io/scheme is not http, the only scheme that pods are scraped by");
        if (Port(pod, out var problem) is not { } port) return No(problem);

        var path = Annotation(pod, "path") ?? "/metrics";
        if (path.Length > 1024) return No("its annotation prometheus.io/path is longer than 1024 characters");
        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        if (port is < 1 or > 65535) return No("its port is not a number from 1 to 65535");
        var builder = new UriBuilder(Uri.UriSchemeHttp, host, port, path.StartsWith('/') ? path : $"/{path}");
        return Uri.TryCreate(builder.ToString(), UriKind.Absolute, out var uri) ? new ScrapeTarget(uri, "") : No("its annotation prometheus.io/path is not a path");
    }

    private static int? Port(PodView pod, out string problem)
    {
        problem = "";
        if (Annotation(pod, "port") is { } text)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535) return number;
            problem = "its annotation prometheus.io/port is not a number from 1 to 65535";
            return null;
        }

        var ports = pod.Spec.Ports;
        if (ports.FirstOrDefault(port => string.Equals(port.Name, "metrics", StringComparison.Ordinal)) is { } named) return named.Number;
        if (ports.Count == 1) return ports[0].Number;
        problem = ports.Count == 0
            ? "it declares no port; set its annotation prometheus.io/port"
            : "it declares several ports and none is named metrics; name one so, or set its annotation prometheus.io/port";
        return null;
    }

    private static string? Annotation(PodView pod, string name) => pod.Metadata.Annotations.TryGetValue(Prefix + name, out var value) ? value : null;

    private static ScrapeTarget No(string problem) => new(null, problem);
}
