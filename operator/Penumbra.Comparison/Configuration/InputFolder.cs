using System.Net;
using System.Net.Sockets;

namespace Penumbra.Comparison.Configuration;

/// <summary>
/// Where the files of a pod are when there is no file system of its own to mount them in: below a folder, without the first part of their path, so that <c>/penumbra/key/key</c> is <c>key/key</c> there.
/// </summary>
/// <param name="Root">The folder; null where files are where they say.</param>
public sealed record InputFolder(string? Root)
{
    /// <summary>Where a file is.</summary>
    /// <param name="path">Its path, as the configuration names it.</param>
    public string Of(string path)
    {
        if (Root is null) return path;
        var inside = path.TrimStart('/');
        return Path.Combine(Root, inside[(inside.IndexOf('/', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>A configuration with its files where they are, and its listeners at another address.</summary>
    /// <param name="config">As it was read.</param>
    /// <param name="address">The address of all listeners; null for what the configuration says.</param>
    public ComparisonConfig Of(ComparisonConfig config, IPAddress? address)
    {
        // A pod's own address leaves out the loopback that port-forward comes by; where pods are addresses of the loopback, all of them share it.
        var inside = address is null || IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? null
            : new IPEndPoint(address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, config.Listen.Report.Port);
        IPEndPoint? Move(IPEndPoint? listener) => address is null || listener is null ? listener : new IPEndPoint(address, listener.Port);
        return config with
        {
            Live = config.Live with { AuthorityFile = config.Live.AuthorityFile is { } live ? Of(live) : null },
            Shadow = config.Shadow with { AuthorityFile = config.Shadow.AuthorityFile is { } shadow ? Of(shadow) : null },
            Access = config.Access is { AuthorityFile: { } authorities } access ? access with { AuthorityFile = Of(authorities) } : config.Access,
            EvidenceFile = config.EvidenceFile is { } file ? Of(file) : null,
            Listen = new ListenRules { Traffic = Move(config.Listen.Traffic)!, TrafficHttp2 = Move(config.Listen.TrafficHttp2), Report = Move(config.Listen.Report)!, ReportInside = inside },
        };
    }
}
