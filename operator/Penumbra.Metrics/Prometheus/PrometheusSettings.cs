using Penumbra.Api.MetricSources;

namespace Penumbra.Metrics.Prometheus;

/// <summary>What a MetricSource of kind prometheus says, read.</summary>
public sealed record PrometheusSettings
{
    /// <summary>The server's address, with its path if it has one.</summary>
    public required Uri Address { get; init; }

    /// <summary>The Secret with the login; null where none is needed.</summary>
    public SecretReference? Login { get; init; }

    /// <summary>How series name their revision.</summary>
    public string RevisionMatcher { get; init; } = RevisionTemplate.Default;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether it answers PromQL as well, which nobody can confine to a namespace.</summary>
    public bool IsFree { get; init; }
}
