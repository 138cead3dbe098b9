using Penumbra.Kubernetes.Informers;

namespace Penumbra.Kubernetes.Views;

/// <summary>What a Service asks for.</summary>
public sealed record ServiceSpecView
{
    /// <summary>The pods that it selects.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; init => field = value ?? StringMap.Empty; } = StringMap.Empty;

    /// <summary>Its ports.</summary>
    public IReadOnlyList<ServicePortView> Ports { get; init => field = value ?? []; } = [];

    /// <summary>Its address in the cluster; <c>None</c> for one without, empty while it has none.</summary>
    public string ClusterIP { get; init => field = value ?? ""; } = "";

    /// <summary>Whether HTTP/2 without TLS is spoken at a port (KEP-3726, standard application protocols).</summary>
    public bool SpeaksHttp2(int port) => Ports.Any(known => known.Port == port && known.AppProtocol == Http2);

    /// <summary>Whether HTTP over TLS is spoken at a port.</summary>
    public bool SpeaksTls(int port) => string.Equals(ProtocolOf(port), "https", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is spoken at a port; null where it does not say, or there is none.</summary>
    public string? ProtocolOf(int port) => Ports.FirstOrDefault(known => known.Port == port)?.AppProtocol;

    /// <summary>The <c>appProtocol</c> of HTTP/2 without TLS.</summary>
    public const string Http2 = "kubernetes.io/h2c";
}
