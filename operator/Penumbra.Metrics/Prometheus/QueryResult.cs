namespace Penumbra.Metrics.Prometheus;

/// <summary>What came of asking one query.</summary>
/// <param name="Samples">The values.</param>
/// <param name="Problem">Why there are none, in our own words, or null.</param>
/// <param name="MayBeOneAsker">Whether one selector among several can be the reason: the others are asked apart from it next time.</param>
internal sealed record QueryResult(IReadOnlyList<AnswerSample> Samples, string? Problem, bool MayBeOneAsker = false)
{
    /// <summary>No answer.</summary>
    public static QueryResult Failed(string problem, bool mayBeOneAsker = false) => new([], problem, mayBeOneAsker);
}
