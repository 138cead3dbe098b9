using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Hosting;

/// <summary>How an operator is run.</summary>
public sealed record OperatorOptions
{
    /// <summary>One namespace to look after, or null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Where the lease stands.</summary>
    public string LeaseNamespace { get; init; } = "penumbra-system";

    /// <summary>The lease's name: operators that look after one namespace each do not keep each other from working.</summary>
    public string LeaseName => Namespace is null ? "penumbra" : $"penumbra-{Namespace}";

    /// <summary>Whether a lease is held; off for one replica only.</summary>
    public bool LeaderElection { get; init; } = true;

    /// <summary>Names this process in the lease and in events.</summary>
    public required string Identity { get; init; }

    /// <summary>How many passes at once.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>Where health and metrics are served, such as <c>http://0.0.0.0:8080</c>; null for nowhere.</summary>
    public string? Listen { get; init; }

    /// <summary>A folder with MetricSources as YAML files, read again every ten seconds; null for none.</summary>
    public string? MetricSources { get; init; }

    /// <summary>Whether metric sources may be on this very machine: for sandboxes.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>How the workers of SnapshotRefreshes are run; null when this operator does not look after any.</summary>
    public SnapshotRefreshes.WorkerOptions? Refreshes { get; init; }

    /// <summary>How the comparison servers of ShadowDeployments are run; null when this operator does not look after any.</summary>
    public ShadowDeployments.ComparisonOptions? Shadows { get; init; }

    /// <summary>Where traces go (OTLP), or null.</summary>
    public TraceExport? Traces { get; init; }
}
