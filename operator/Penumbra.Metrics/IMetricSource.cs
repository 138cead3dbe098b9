using Penumbra.Core.Objectives;

namespace Penumbra.Metrics;

/// <summary>
/// One place where objectives are measured. A source is a folder, a class and a line in <c>MetricSources</c>. It returns raw counters,
/// never rates: the watermarks in Core count each event once, whatever the source.
/// </summary>
public interface IMetricSource
{
    /// <summary>
    /// Answers several questions at once, in their order: what can share a request does. No answer, a late answer or a malformed one is a
    /// <see cref="Reading"/> with an error in our own words; nothing is thrown but cancellation, and no foreign text is passed on.
    /// </summary>
    Task<IReadOnlyList<Reading>> ReadAsync(IReadOnlyList<MeasureRequest> requests, CancellationToken cancellationToken);
}
