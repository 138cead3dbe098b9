namespace Penumbra.Sandbox.Gateway;

/// <summary>How the sandbox's gateway serves.</summary>
public sealed record SandboxGatewayOptions
{
    /// <summary>The local port of the first Gateway listener; 0 for any free one. Later listeners take any free one.</summary>
    public int Port { get; init; }

    /// <summary>The local port of the admin server (/metrics); 0 for any free one.</summary>
    public int AdminPort { get; init; }

    /// <summary>How long a request may take in all before it is answered with 504.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most connections to one pod.</summary>
    public int ConnectionsPerPod { get; init; } = 256;

    /// <summary>The most mirrored requests in flight; more are dropped and counted.</summary>
    public int MirrorsInFlight { get; init; } = 256;

    /// <summary>The sliding window of the statistics.</summary>
    public TimeSpan StatisticsWindow { get; init; } = TimeSpan.FromSeconds(60);
}
