using Penumbra.Sandbox.ApiServer.Storage;

namespace Penumbra.Sandbox.ApiServer.Http;

/// <summary>How to start an <see cref="ApiServerHost"/>.</summary>
public sealed record ApiServerHostOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>HTTPS with a certificate authority of its own; plain HTTP makes every caller without credentials the administrator.</summary>
    public bool Https { get; init; } = true;

    /// <summary>The clock of the cluster.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where UIDs begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many commits a watch may be behind before it is answered with 410.</summary>
    public int HistorySize { get; init; } = 10_000;

    /// <summary>An existing store to serve; else a new one from <see cref="Time"/>, <see cref="Seed"/> and <see cref="HistorySize"/>.</summary>
    public ClusterStore? Store { get; init; }

    /// <summary>The first two numbers of the addresses that Services get, where <see cref="Store"/> is null.</summary>
    public string ServiceBlock { get; init; } = "10.96";

    /// <summary>How the server behaves.</summary>
    public ApiServerOptions Server { get; init; } = new();
}
