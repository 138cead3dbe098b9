using Penumbra.Api.MetricSources;
using Penumbra.Core.Objectives;

namespace Penumbra.Metrics.Prometheus;

/// <summary>A Prometheus server, or anything that answers its HTTP API.</summary>
public sealed class PrometheusSource : IMetricSource, IDisposable
{
    private readonly PrometheusParts _parts;

    private PrometheusSource(PrometheusParts parts) => _parts = parts;

    /// <summary>Makes a source; null, with a sentence, when its specification cannot be used.</summary>
    public static PrometheusSource? Create(string name, PrometheusAddress address, MetricSourceSpecification specification, PrometheusParts parts, out string? problem)
    {
        problem = null;
        return new PrometheusSource(parts);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Reading>> ReadAsync(IReadOnlyList<MeasureRequest> requests, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Reading>>([.. requests.Select(_ => Reading.NoAnswer(_parts.Time.GetUtcNow(), "Prometheus cannot be asked yet"))]);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
