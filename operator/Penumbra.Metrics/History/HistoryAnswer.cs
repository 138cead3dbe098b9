namespace Penumbra.Metrics.History;

/// <summary>What a server has recorded.</summary>
/// <param name="Series">The series.</param>
/// <param name="Problem">Why there are none, in our own words; null when it answered.</param>
public sealed record HistoryAnswer(IReadOnlyList<RecordedSeries> Series, string? Problem)
{
    /// <summary>No answer.</summary>
    public static HistoryAnswer Failed(string problem) => new([], problem);
}
