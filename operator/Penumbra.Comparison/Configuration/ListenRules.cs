using System.Net;

namespace Penumbra.Comparison.Configuration;

/// <summary>Where the server listens.</summary>
public sealed record ListenRules
{
    /// <summary>Where mirrored copies arrive over HTTP/1.1.</summary>
    public IPEndPoint Traffic { get; init; } = new(IPAddress.Any, 8080);

    /// <summary>Where they arrive over HTTP/2 without TLS; null for nowhere.</summary>
    public IPEndPoint? TrafficHttp2 { get; init; }

    /// <summary>Where report, metrics and health are served.</summary>
    public IPEndPoint Report { get; init; } = new(IPAddress.Any, 8081);

    /// <summary>Where they are served beside that, within the machine or the pod alone: <c>kubectl port-forward</c> comes from there. Null where <see cref="Report"/> hears it, too.</summary>
    public IPEndPoint? ReportInside { get; init; }
}
