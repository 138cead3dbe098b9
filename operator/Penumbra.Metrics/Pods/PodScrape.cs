namespace Penumbra.Metrics.Pods;

/// <summary>What one pod said in one call.</summary>
/// <param name="Samples">The samples of the metrics that were asked for.</param>
/// <param name="Problem">Why there are none, in a sentence that names the pod; null when it answered.</param>
internal sealed record PodScrape(IReadOnlyList<ExpositionSample> Samples, string? Problem)
{
    /// <summary>The metrics' names, by the index that samples have.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>No answer.</summary>
    public static PodScrape Failed(string problem) => new([], problem);
}
